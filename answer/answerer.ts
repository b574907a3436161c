import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Clock } from '../core/clock.js'
import type { Segmenter } from '../core/text/segmenter.js'
import { timed } from '../core/timed.js'
import type { AskedQuestion, Hit, Interpretation, Retriever, SearchTrace } from '../retrieval/search.js'
import type { Archive } from '../store/archive.js'
import type { Answer, Answerer, AnswerProgress, AnswerRequest, Refusal } from './answer.js'
import { answerText } from './answer-text.js'
import { consider } from './consider.js'
import { answerAsCurated, type MadeAnswer } from './curated/answer-as-curated.js'
import type { CuratedDesk } from './curated/curated-desk.js'
import { standaloneQuestion, type ConversationLimits } from './converse/conversation.js'
import {
  confidenceFeatures,
  confidenceOf,
  type ConfidenceFeatures,
  type ConfidenceModel,
} from './confidence.js'
import { extract, nearest } from './extract.js'
import type { Generator } from './generate/generator.js'
import { writeAnswer } from './generate/write-answer.js'
import { answerMessage } from './messages.js'
import { preferPinned } from './prefer-pinned.js'
import type { RankedSentence } from './rank-sentences.js'
import type { SentenceSelector } from './selector/sentence-selector.js'
import { keptTrace, type AnswerTimings } from './trace.js'
import { verify } from './verify.js'

export interface AnswererParts {
  readonly archive: Archive
  /** What editors answered is served before anything is searched. */
  readonly curated?: Pick<CuratedDesk, 'find'> | undefined
  readonly retriever: Retriever
  readonly segmenter: Segmenter
  readonly selector: SentenceSelector
  readonly clock: Clock
  readonly confidenceModel: ConfidenceModel
  /** Below it the archive is said not to hold the answer, 0..1. */
  readonly minConfidence: number
  /** Absent: answers are quoted, without a language model. */
  readonly generator?: Generator | undefined
  readonly conversation: ConversationLimits
  /** Told of each answer and how long its stages took. */
  readonly onAnswered?: (answer: Answer, timings: AnswerTimings) => void
}

/** Passages asked of the retriever for one answer. */
const RETRIEVED = 20
/** Sources shown with a refusal. */
const NEAREST = 3

export function createAnswerer(parts: AnswererParts): Answerer {
  return {
    async answer(request, progress = {}, signal = new AbortController().signal) {
      const started = performance.now()
      const question = await standaloneQuestion(request, parts)
      const asked = { ...request, question }
      const made =
        (await answerAsCurated(parts, asked, signal)) ??
        (await answerFromArchive(parts, asked, { progress, shown: request.question, signal }))
      signal.throwIfAborted()
      const { trace, collections, timings, ...said } = made
      const { blocks, refusal } = said
      const answer: Answer = {
        id: `ans_${randomUUID().replaceAll('-', '')}`,
        question: request.question,
        standaloneQuestion: question,
        answered: refusal === null,
        text: refusal?.message ?? answerText(blocks),
        ...said,
        conversationId: request.conversationId ?? `conv_${randomUUID().replaceAll('-', '')}`,
        tookMs: round(performance.now() - started),
      }
      if (answer.mode === 'extractive') report(answer, progress)
      parts.onAnswered?.(answer, timings)
      await parts.archive.putAnswer({
        id: answer.id,
        createdAt: parts.clock.now().toISOString(),
        conversationId: answer.conversationId,
        question: answer.question,
        owner: request.owner,
        collections,
        body: answer,
        trace,
        measured: request.measured,
      })
      return answer
    },
  }
}

interface Writing {
  readonly progress: AnswerProgress
  /** The question as it was asked. */
  readonly shown: string
  readonly signal: AbortSignal
}

/** Searches, reads, quotes or writes, and compares each quote with its document. */
async function answerFromArchive(
  parts: AnswererParts,
  request: AnswerRequest,
  { progress, shown, signal }: Writing,
): Promise<MadeAnswer> {
  const finding = await find(parts, request, signal)
  const { generator } = parts
  const { question, mode = 'auto', modelTokens } = request
  const writing = await timed(() =>
    writeAnswer({ ...finding, question }, { generator, mode, progress, modelTokens, signal }),
  )
  const written = writing.result
  const verifying = await timed(() => verify(written.blocks, parts.archive))
  const { blocks, dropped } = verifying.result
  signal.throwIfAborted()
  const used = new Set(blocks.flatMap(block => block.citations.map(citation => citation.source)))
  const timings: AnswerTimings = {
    ...finding.search.timings,
    read: finding.readMs,
    generate: writing.ms,
    verify: verifying.ms,
  }
  return {
    mode: written.mode,
    confidence: finding.confidence,
    blocks,
    sources: written.sources.filter(source => used.has(source.number)),
    refusal: blocks.length > 0 ? null : refuse(finding, shown),
    degraded: written.degraded,
    collections: finding.collections,
    timings,
    trace: keptTrace({
      ...finding,
      ...finding.search,
      ranked: finding.passages,
      dropped,
      generation: written.trace,
      timings,
    }),
  }
}

interface Finding extends Pick<Answer, 'blocks' | 'sources' | 'confidence'> {
  readonly hits: readonly Hit[]
  /** Those that were searched. */
  readonly collections: readonly string[]
  readonly interpreted: Interpretation
  /** What was read for the answer, as far as its sentences score; best first. */
  readonly passages: readonly RankedSentence[]
  /** There is no passage at all to answer from. */
  readonly empty: boolean
  readonly features: ConfidenceFeatures | null
  /** What the confidence was held against. */
  readonly minConfidence: number
  /** For the trace; see `PinnedFirst`. */
  readonly pinnedRank: number | null
  readonly search: SearchTrace
  readonly readMs: number
}

async function find(parts: AnswererParts, request: AnswerRequest, signal?: AbortSignal): Promise<Finding> {
  const { retriever } = parts
  const { question, collections, filters } = request
  // Pins choose among sentences, below: what is read, and whether there is an answer, goes by merit alone.
  const wanted = { query: question, collections, filters, limit: RETRIEVED, order: 'merit' } as const
  const found = await retriever.search(wanted, signal)
  const { hits, interpreted, asked, trace: search = NOT_TRACED } = found
  const empty = asked.collections.every(collection => collection.passages === 0)
  const retrieved = { question: interpreted.subject ?? question, terms: asked.terms, hits }
  const { result: considered, ms: readMs } = await timed(async () =>
    hits.length > 0 ? consider(retrieved, parts, signal) : undefined,
  )
  const minConfidence = thresholdOf(considered?.ranked[0], asked) ?? parts.minConfidence
  const searchedIds = asked.collections.map(({ id }) => id)
  const basis = { collections: searchedIds, hits, interpreted, empty, search, readMs, minConfidence }
  if (considered === undefined) {
    const unanswered = { blocks: [], sources: [], passages: [], pinnedRank: null }
    return { ...unanswered, ...basis, confidence: 0, features: null }
  }
  const { profile, features } = considered
  const confidence = round(confidenceOf(features, parts.confidenceModel))
  if (confidence < minConfidence) {
    const refused = { blocks: [], sources: [], passages: considered.ranked, pinnedRank: null }
    return { ...refused, ...basis, confidence, features }
  }
  const trust = (sentence: RankedSentence) => {
    const features = confidenceFeatures(sentence, hits)
    const confidence = round(confidenceOf(features, parts.confidenceModel))
    return { features, confidence, minConfidence: thresholdOf(sentence, asked) ?? parts.minConfidence }
  }
  const { ranked, pinnedRank } = preferPinned(considered.ranked, sentence => {
    const { confidence, minConfidence } = trust(sentence)
    return confidence >= minConfidence
  })
  const [best] = ranked
  return {
    ...basis,
    ...extract(ranked, { profile, segmenter: parts.segmenter }),
    ...(pinnedRank === null || best === undefined ? { confidence, features } : trust(best)),
    passages: ranked,
    pinnedRank,
  }
}

/** The threshold of the collection that the best sentence is of; null: it has none of its own. */
function thresholdOf(best: RankedSentence | undefined, { collections }: AskedQuestion): number | null {
  return collections.find(({ id }) => id === best?.passage.collection)?.minConfidence ?? null
}

const NOT_TRACED: SearchTrace = { terms: [], timings: { interpret: 0, keyword: 0, vector: 0, fuse: 0 } }

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
