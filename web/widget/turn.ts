import { html, nothing } from 'lit'
import type { AskSession } from '../shared/ask-session.js'
import type { Messages } from '../shared/messages.js'
import { renderOutcome } from '../shared/render-outcome.js'
import '../shared/answer-view.js'

/** A question of the conversation and what has become of it. */
export interface Turn {
  readonly question: string
  readonly session: AskSession
}

export function renderTurn({ question, session }: Turn, messages: Messages, retry: () => void) {
  const { state } = session
  const isAnswered = state.phase === 'answered'
  return html`
    <article class="turn" aria-label=${question} aria-busy=${String(state.phase === 'asking')}>
      <p class="asked" part="question">${question}</p>
      ${
        state.phase === 'idle'
          ? nothing
          : html`<youju-answer-view
              part="answer"
              .messages=${messages}
              .blocks=${isAnswered ? state.answer.blocks : state.blocks}
              .draft=${state.phase === 'asking' ? state.draft : ''}
              .answer=${isAnswered ? state.answer : null}
            ></youju-answer-view>`
      }
      ${renderOutcome(state, messages, retry)}
    </article>
  `
}
