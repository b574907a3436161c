import { randomUUID } from 'node:crypto'
import type { Answer, Answerer } from '../../answer/answer.js'
import type { Archive } from '../../store/archive.js'
import type { CuratedAnswer } from '../../store/curated.js'
import type { Wire } from '../shapes/response-schemas.js'

interface Parts {
  readonly answerer: Answerer
  readonly archive: Pick<Archive, 'deleteConversation'>
}

/**
 * Asks the question and the wordings of a curated answer the way that everybody asks, and compares what comes. The
 * answers are not kept.
 */
export async function checkCurated(
  { answerer, archive }: Parts,
  curated: CuratedAnswer,
  { owner, signal }: { readonly owner: string; readonly signal: AbortSignal },
): Promise<Wire<'CuratedCheck'>> {
  const questions: Wire<'CuratedCheck'>['questions'] = []
  for (const question of curated.questions) {
    signal.throwIfAborted()
    const conversationId = `check_${randomUUID().replaceAll('-', '')}`
    const asked = { question, owner, conversationId, measured: true, collections: [curated.collection] }
    try {
      questions.push(judge(question, await answerer.answer(asked, {}, signal), curated))
    } finally {
      await archive.deleteConversation(conversationId, { owner })
    }
  }
  const count = (is: (question: (typeof questions)[number]) => boolean) => questions.filter(is).length
  return {
    id: curated.id,
    asked: questions.length,
    answered_by_this: count(question => question.answered_by_this),
    cites_the_same: count(question => question.cites_the_same),
    wrong: count(question => question.wrong),
    questions,
  }
}

function judge(
  question: string,
  { answered, blocks, curated: origin }: Answer,
  curated: CuratedAnswer,
): Wire<'CuratedCheck'>['questions'][number] {
  const citations = blocks.flatMap(block => block.citations)
  const wanted = curated.blocks.flatMap(block => block.quotes)
  const isCited = ({ documentId, start, end }: (typeof wanted)[number]) =>
    citations.some(other => other.documentId === documentId && other.start <= start && other.end >= end)
  const citesTheSame = answered && wanted.every(isCited)
  const answeredByThis = origin?.id === curated.id
  return {
    question,
    answered,
    answered_by: origin?.id ?? null,
    answered_by_this: answeredByThis,
    cites_the_same: citesTheSame,
    wrong: answered && !answeredByThis && !citesTheSame,
  }
}
