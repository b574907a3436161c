import { html, nothing } from 'lit'
import type { AskState } from './ask-session.js'
import type { Messages } from './messages.js'
import './failure-notice.js'

/** What stands below the blocks that have come so far: how it goes on, or why it does not. */
export function renderOutcome(state: AskState, messages: Messages, retry: () => void) {
  if (state.phase === 'idle' || state.phase === 'answered') return nothing
  const isBegun = state.blocks.length > 0
  if (state.phase === 'asking') {
    return html`<p class="progress">${isBegun ? messages.checking : messages.searching}</p>`
  }
  const incomplete = isBegun ? html`<p class="note">${messages.incomplete}</p>` : nothing
  if (state.phase === 'stopped')
    return html`<p class="note">${messages.stopped}</p>
      ${incomplete}`
  const again = (event: Event): void => {
    event.stopPropagation()
    retry()
  }
  return html`${incomplete}
    <youju-failure-notice
      .messages=${messages}
      .failure=${state.failure}
      @youju-retry=${again}
    ></youju-failure-notice>`
}
