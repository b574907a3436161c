import type { AnswerRequest } from './api-types.js'

/** What narrows a question; null: nothing does. */
export interface Scope {
  readonly collection: string | null
  /** Plain dates YYYY-MM-DD, both inclusive. */
  readonly after: string | null
  readonly before: string | null
}

/** A question as an address of the ask page names it. */
export interface Inquiry extends Scope {
  readonly question: string
}

export const NO_SCOPE: Scope = { collection: null, after: null, before: null }

const PLAIN_DATE = /^\d{4}-\d{2}-\d{2}$/

/** The question that an address of the ask page asks, such as `?q=…&collection=…`; null for the bare page. */
export function inquiryOfAddress(search: string): Inquiry | null {
  const parameters = new URLSearchParams(search)
  const question = parameters.get('q')?.trim() ?? ''
  if (question === '') return null
  const date = (name: string): string | null => {
    const value = parameters.get(name) ?? ''
    return PLAIN_DATE.test(value) && !Number.isNaN(Date.parse(value)) ? value : null
  }
  return { question, collection: parameters.get('collection'), after: date('after'), before: date('before') }
}

/** The answer that an address names beside its question; null when it names none. */
export function answerOfAddress(search: string): string | null {
  return new URLSearchParams(search).get('answer')
}

/** Words of a document, as an address of this page names them. */
export interface SourceAddress {
  readonly collection: string
  readonly documentId: string
  readonly start: number
  readonly end: number
}

/** The source that an address opens, such as `?collection=…&document=…&start=…&end=…`; null when it names none. */
export function sourceOfAddress(search: string): SourceAddress | null {
  const parameters = new URLSearchParams(search)
  const collection = parameters.get('collection')
  const documentId = parameters.get('document')
  if (collection === null || documentId === null) return null
  const offset = (name: string): number => {
    const value = Number(parameters.get(name) ?? 0)
    return Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  return { collection, documentId, start: offset('start'), end: offset('end') }
}

/**
 * The address that asks this question, to be shared or bookmarked.
 * @param answerId names an answer that was given to it: that one is shown as long as it is kept
 */
export function addressOfInquiry(
  { question, collection, after, before }: Inquiry,
  answerId: string | null = null,
): string {
  const parameters = new URLSearchParams({ q: question })
  if (collection !== null) parameters.set('collection', collection)
  if (after !== null) parameters.set('after', after)
  if (before !== null) parameters.set('before', before)
  if (answerId !== null) parameters.set('answer', answerId)
  return `/?${parameters.toString()}`
}

export function requestOf({ question, collection, after, before }: Inquiry): AnswerRequest {
  const filters = {
    ...(after === null ? {} : { published_after: after }),
    ...(before === null ? {} : { published_before: dayAfter(before) }),
  }
  return {
    question,
    ...(collection === null ? {} : { collections: [collection] }),
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  }
}

/** The last day that a reader names counts; the API's end is exclusive. */
function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
}

/** What an entry of the browser's history showed. */
export interface EntryState {
  /** The answer that was shown; null when none came. */
  readonly answerId: string | null
  /** The conversation that the question belongs to. */
  readonly conversationId: string | null
}

export function readEntryState(state: unknown): EntryState {
  const members = typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {}
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return { answerId: text(members['answerId']), conversationId: text(members['conversationId']) }
}
