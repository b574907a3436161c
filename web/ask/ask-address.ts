import type { Inquiry } from '../shared/question-box.js'

/** The empty box. */
export const NO_INQUIRY: Inquiry = { question: '', collection: null }

/** The question that an address of this page asks, such as `?q=…&collection=…`; null for the bare page. */
export function inquiryOfAddress(search: string): Inquiry | null {
  const parameters = new URLSearchParams(search)
  const question = parameters.get('q')?.trim() ?? ''
  return question === '' ? null : { question, collection: parameters.get('collection') }
}

/** The address that asks this question, to be shared or bookmarked. */
export function addressOfInquiry({ question, collection }: Inquiry): string {
  const parameters = new URLSearchParams({ q: question })
  if (collection !== null) parameters.set('collection', collection)
  return `/?${parameters.toString()}`
}

/** The answer that an entry of the browser's history showed, kept there as `{ answerId }`; null when none. */
export function answerIdOfState(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('answerId' in state)) return null
  return typeof state.answerId === 'string' ? state.answerId : null
}
