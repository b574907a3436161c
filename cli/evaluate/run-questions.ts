import { citationScores } from '../../answer/evaluate/citations.js'
import { holdsAnswer } from '../../answer/evaluate/containment.js'
import type { QuestionResult } from '../../answer/evaluate/question-result.js'
import type { EvaluationQuestion } from '../../answer/evaluate/questions.js'
import { rankingScores } from '../../answer/evaluate/ranking.js'
import { timed } from '../../core/timed.js'
import type { WireInput } from '../../server/shapes/request-schemas.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { createDocumentTexts, type DocumentTexts } from './document-texts.js'

export interface EvaluationOrder {
  readonly questions: readonly EvaluationQuestion[]
  /** Of questions that name none; undefined: every collection. */
  readonly collections: readonly string[] | undefined
  readonly mode: WireInput<'AnswersPost'>['mode']
  /** Questions asked at once. More than one makes the times those of a busy server. */
  readonly concurrency: number
  /** Whether the answers stay in the archive, to be looked into. */
  readonly keepAnswers: boolean
  readonly onProgress: (done: number) => void
  /** Stops after the questions in hand. */
  readonly signal: AbortSignal
}

export interface MeasuredQuestion {
  readonly question: EvaluationQuestion
  readonly result: QuestionResult
  readonly answer: Wire<'Answer'>
}

/** Passages asked for, so that ten documents are among them. */
const SEARCH_LIMIT = 50

/**
 * Asks the questions and measures what comes. The answer comes before the search, whose time so leaves out the
 * question's vector, which is remembered.
 * @returns in the order of the questions; undefined when it was stopped
 * @throws {AppError} what asking throws; `collection_not_found` before anything is asked
 */
export async function runQuestions(
  archive: ArchiveClient,
  order: EvaluationOrder,
): Promise<MeasuredQuestion[] | undefined> {
  const { questions, concurrency, signal, onProgress } = order
  const named = new Set([
    ...(order.collections ?? []),
    ...questions.flatMap(asked => asked.collections ?? []),
  ])
  for (const collection of named) await archive.collection(collection)
  const texts = createDocumentTexts(archive)
  const measured: MeasuredQuestion[] = []
  const waiting = questions.entries()
  let done = 0
  const work = async (): Promise<void> => {
    for (const [index, question] of waiting) {
      if (signal.aborted) return
      measured[index] = await measure(question, { archive, texts, order })
      onProgress(++done)
    }
  }
  // Each is waited for, so that none still asks when another has failed.
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return signal.aborted ? undefined : measured
}

interface Tools {
  readonly archive: ArchiveClient
  readonly texts: DocumentTexts
  readonly order: EvaluationOrder
}

async function measure(question: EvaluationQuestion, tools: Tools): Promise<MeasuredQuestion> {
  const { archive, texts, order } = tools
  const collections = [...(question.collections ?? order.collections ?? [])]
  const where = { collections, filters: question.filters as WireInput<'AnswersPost'>['filters'] }
  const { result: answer, ms: answerMs } = await timed(() =>
    archive.ask({ question: question.text, mode: order.mode, measured: true, ...where }),
  )
  try {
    const isRanked = question.answerable && question.gold.length > 0
    const search = isRanked
      ? await timed(() => archive.search({ query: question.text, limit: SEARCH_LIMIT, ...where }))
      : undefined
    const hits = search?.result.hits.map(hit => hit.document_id)
    const result: QuestionResult = {
      ...{ id: question.id, text: question.text, answerable: question.answerable },
      ranking: hits === undefined ? null : rankingScores(hits, question.gold),
      ...judge(question, answer),
      ...(await checkCitations(answer, texts)),
      searchMs: rounded(search?.ms ?? 0),
      answerMs: rounded(answerMs),
      answerId: order.keepAnswers ? answer.id : null,
    }
    return { question, result, answer }
  } finally {
    if (!order.keepAnswers) await archive.deleteConversation(answer.conversation_id)
  }
}

function judge({ gold, answers, answerable }: EvaluationQuestion, answer: Wire<'Answer'>) {
  const { answered, confidence, blocks } = answer
  const said = blocks.map(block => block.text).join('')
  const citations = blocks.flatMap(block => block.citations)
  const isJudged = answerable && answers.length > 0
  return {
    answered,
    confidence,
    answerLength: said.length,
    contained: isJudged ? answered && holdsAnswer(said, answers) : null,
    containedInQuotes: isJudged ? citations.some(({ quote = '' }) => holdsAnswer(quote, answers)) : null,
    goldCited:
      answerable && gold.length > 0 ? citations.some(({ document_id: id }) => gold.includes(id)) : null,
  }
}

async function checkCitations({ blocks, sources }: Wire<'Answer'>, texts: DocumentTexts) {
  const checked = blocks.map(({ text, citations }) => ({
    text,
    citations: citations.map(({ document_id: documentId, quote = '', ...citation }) => ({
      ...citation,
      documentId,
      quote,
    })),
  }))
  const textOf = new Map<string, string | undefined>()
  for (const { collection, documentId } of checked.flatMap(({ citations }) => citations))
    textOf.set(`${collection}\n${documentId}`, await texts.read(collection, documentId))
  return citationScores(checked, new Set(sources.map(({ number }) => number)), citation =>
    textOf.get(`${citation.collection}\n${citation.documentId}`),
  )
}

const rounded = (ms: number) => Math.round(ms * 1000) / 1000
