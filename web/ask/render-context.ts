import { html, nothing } from 'lit'
import type { Answer } from '../shared/api-types.js'
import { formatDate } from '../shared/format-date.js'
import type { AskMessages } from './messages.js'

/** What a follow-up was taken to ask, and the way out of it; nothing when the question stood alone. */
export function renderUnderstood(answer: Answer, messages: AskMessages, onNewTopic: () => void) {
  if (answer.standalone_question === answer.question) return nothing
  return html`<p class="note">
    ${messages.understoodAs(answer.standalone_question)}
    <button class="quiet" type="button" @click=${onNewTopic}>${messages.newTopic}</button>
  </p>`
}

/** That a link shows an answer of another day, and the way to one of today. */
export function renderGivenBefore(answer: Answer, messages: AskMessages, onAskAgain: () => void) {
  const date = formatDate(answer.created_at ?? null, messages.language)
  return html`<p class="note">
    ${messages.givenBefore(date)}
    <button class="quiet" type="button" @click=${onAskAgain}>${messages.askAgain}</button>
  </p>`
}
