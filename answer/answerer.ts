import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Clock } from '../core/clock.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { Hit, Retriever } from '../retrieval/search.js'
import type { Archive } from '../store/archive.js'
import type { Answer, Answerer, AnswerProgress, AnswerRequest, Refusal } from './answer.js'
import { answerText } from './answer-text.js'
import { confidenceOf, type ConfidenceFeatures, type ConfidenceModel } from './confidence.js'
import { extract, nearest } from './extract.js'
import { answerMessage } from './messages.js'
import { profileQuestion } from './profile.js'
import { rankSentences, type RankedSentence } from './rank-sentences.js'
import { readingList } from './reading-list.js'
import { verify } from './verify.js'

export interface AnswererParts {
  readonly archive: Archive
  readonly retriever: Retriever
  readonly tokeniser: Tokeniser
  readonly clock: Clock
  readonly confidenceModel: ConfidenceModel
  /** Below it the archive is said not to hold the answer, 0..1. */
  readonly minConfidence: number
}

/** Passages asked of the retriever for one answer. */
const RETRIEVED = 20
/** Sources shown with a refusal. */
const NEAREST = 3

export function createAnswerer(parts: AnswererParts): Answerer {
  return {
    async answer(request, progress = {}, signal) {
      const started = performance.now()
      const finding = await find(parts, request, signal)
      const { blocks, dropped } = await verify(finding.blocks, parts.archive)
      signal?.throwIfAborted()
      const refusal = blocks.length > 0 ? null : refuse(finding, request.question)
      const used = new Set(blocks.flatMap(block => block.citations.map(citation => citation.source)))
      const answer: Answer = {
        id: `ans_${randomUUID().replaceAll('-', '')}`,
        question: request.question,
        standaloneQuestion: request.question,
        answered: refusal === null,
        mode: 'extractive',
        confidence: finding.confidence,
        text: refusal?.message ?? answerText(blocks),
        blocks,
        sources: finding.sources.filter(source => used.has(source.number)),
        refusal,
        degraded: null,
        conversationId: request.conversationId ?? `conv_${randomUUID().replaceAll('-', '')}`,
        tookMs: round(performance.now() - started),
      }
      report(answer, progress)
      await parts.archive.putAnswer({
        id: answer.id,
        createdAt: parts.clock.now().toISOString(),
        conversationId: answer.conversationId,
        question: answer.question,
        body: answer,
        trace: { features: finding.features, considered: finding.considered, dropped },
      })
      return answer
    },
  }
}

interface Finding extends Pick<Answer, 'blocks' | 'sources' | 'confidence'> {
  readonly hits: readonly Hit[]
  /** There is no passage at all to answer from. */
  readonly empty: boolean
  readonly features: ConfidenceFeatures | null
  /** The sentences that came nearest, for the trace. */
  readonly considered: readonly { documentId: string; start: number; end: number; score: number }[]
}

async function find(parts: AnswererParts, request: AnswerRequest, signal?: AbortSignal): Promise<Finding> {
  const { archive, retriever, tokeniser } = parts
  const { question, collections, filters } = request
  const { hits } = await retriever.search({ query: question, collections, filters, limit: RETRIEVED }, signal)
  const searched = (await archive.collections()).filter(({ id }) => collections?.includes(id) ?? true)
  const empty = searched.every(collection => collection.passages === 0)
  const nothing = { hits, empty, blocks: [], sources: [], confidence: 0, features: null, considered: [] }
  if (hits.length === 0) return nothing
  const [profile, passages] = await Promise.all([
    profileQuestion(
      question,
      searched.map(({ id }) => id),
      { archive, tokeniser },
    ),
    readingList(hits, archive),
  ])
  signal?.throwIfAborted()
  const ranked = rankSentences(passages, profile)
  const [best] = ranked
  if (best === undefined) return nothing
  const features = confidenceFeatures(best, hits)
  const confidence = round(confidenceOf(features, parts.confidenceModel))
  const considered = ranked.slice(0, 5).map(({ passage, start, end, score }) => ({
    documentId: passage.documentId,
    start,
    end,
    score: round(score),
  }))
  const answer = confidence < parts.minConfidence ? { blocks: [], sources: [] } : extract(ranked, profile)
  return { ...answer, hits, empty, confidence, features, considered }
}

function confidenceFeatures(best: RankedSentence, hits: readonly Hit[]): ConfidenceFeatures {
  const [first] = hits
  const own = hits.find(hit => hit.passage.id === best.passage.id)
  const similarity = own?.similarity ?? first?.similarity ?? 0
  return {
    ...best.features,
    similarity: Math.max(0, similarity),
    probability: own?.probability ?? 0,
  }
}

function refuse({ hits, empty }: Finding, question: string): Refusal {
  const code = empty ? 'archive_empty' : 'not_in_archive'
  return { code, message: answerMessage(code, question), nearest: nearest(hits, NEAREST) }
}

function report(answer: Answer, progress: AnswerProgress): void {
  if (!answer.answered) return
  progress.onSources?.(answer.sources)
  for (const [index, block] of answer.blocks.entries()) progress.onBlock?.(block, index)
}

const round = (value: number) => Math.round(value * 1000) / 1000
