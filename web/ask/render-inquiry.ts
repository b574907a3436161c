import { html, nothing } from 'lit'
import type { Answer } from '../shared/api-types.js'
import type { AskState } from '../shared/ask-session.js'
import { addressOfInquiry, answerOfAddress, type Inquiry } from '../shared/inquiry.js'
import { renderOutcome } from '../shared/render-outcome.js'
import { referencesToday } from './citation-formats.js'
import type { AskMessages } from './messages.js'
import { renderGivenBefore, renderUnderstood } from './render-context.js'
import '../shared/answer-view.js'
import './answer-tools.js'

export interface InquiryActions {
  readonly onRetry: () => void
  /** In place of the answer that a link opened. */
  readonly onAskAgain: () => void
  readonly onNewTopic: () => void
}

/** A question and what has become of it: the answer on its way or finished, what to know of it, what to do with it. */
export function renderInquiry(
  messages: AskMessages,
  { inquiry, state }: { readonly inquiry: Inquiry; readonly state: AskState },
  actions: InquiryActions,
) {
  if (state.phase === 'idle') return nothing
  const answer = state.phase === 'answered' ? state.answer : null
  return html`
    <article aria-label=${messages.answerLabel} aria-busy=${String(state.phase === 'asking')}>
      <h2 class="visually-hidden">${inquiry.question}</h2>
      ${answer === null ? nothing : renderContext(messages, answer, actions)}
      <youju-answer-view
        .messages=${messages}
        .blocks=${state.phase === 'answered' ? state.answer.blocks : state.blocks}
        .draft=${state.phase === 'asking' ? state.draft : ''}
        .answer=${answer}
      >
        ${answer === null ? nothing : renderTools(messages, inquiry, answer)}
      </youju-answer-view>
      <pre class="references">${answer === null ? '' : referencesToday(answer.sources)}</pre>
      ${renderOutcome(state, messages, actions.onRetry)}
    </article>
  `
}

function renderContext(messages: AskMessages, answer: Answer, { onAskAgain, onNewTopic }: InquiryActions) {
  const isOfLink = answerOfAddress(location.search) === answer.id
  return html`${isOfLink ? renderGivenBefore(answer, messages, onAskAgain) : nothing}
  ${renderUnderstood(answer, messages, onNewTopic)}`
}

function renderTools(messages: AskMessages, inquiry: Inquiry, answer: Answer) {
  const link = new URL(addressOfInquiry(inquiry, answer.id), location.href)
  return html`<youju-answer-tools
    .messages=${messages}
    .answer=${answer}
    .link=${link.href}
  ></youju-answer-tools>`
}
