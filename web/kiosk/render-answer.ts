import { html, nothing } from 'lit'
import { announcementOf } from '../shared/announcement.js'
import { spokenAnswer } from '../shared/answer-text.js'
import type { AskState } from '../shared/ask-session.js'
import { renderOutcome } from '../shared/render-outcome.js'
import type { KioskMessages } from './messages.js'
import type { ReadAloud } from './read-aloud.js'
import '../shared/answer-view.js'

export interface AnswerActions {
  readonly onWrite: () => void
  readonly onRetry: () => void
  readonly onCarry: () => void
}

interface Asked {
  readonly question: string
  readonly state: AskState
  readonly voice: ReadAloud
}

/** A question with its answer, and what can be done with it. */
export function renderAnswer(
  messages: KioskMessages,
  { question, state, voice }: Asked,
  actions: AnswerActions,
) {
  if (state.phase === 'idle') return nothing
  const answer = state.phase === 'answered' ? state.answer : null
  const button = (label: string, act: () => void) =>
    html`<button class="quiet" type="button" @click=${act}>${label}</button>`
  const read = (): void => {
    if (voice.isReading) voice.stop()
    else voice.read(spokenAnswer(answer?.blocks ?? []), messages.language)
  }
  const isReadable = answer?.refusal === null && voice.isPossible
  return html`<article aria-label=${messages.answerLabel} aria-busy=${String(state.phase === 'asking')}>
    <p class="visually-hidden" role="status">${announcementOf(state, messages)}</p>
    <h2>${question}</h2>
    <youju-answer-view
      copying="none"
      .messages=${messages}
      .blocks=${state.phase === 'answered' ? state.answer.blocks : state.blocks}
      .draft=${state.phase === 'asking' ? state.draft : ''}
      .answer=${answer}
    ></youju-answer-view>
    ${renderOutcome(state, messages, actions.onRetry)}
    <div class="actions">
      <button class="strong" type="button" @click=${actions.onWrite}>${messages.write}</button>
      ${isReadable ? button(voice.isReading ? messages.silence : messages.readAloud, read) : nothing}
      ${answer === null ? nothing : button(messages.carry, actions.onCarry)}
    </div>
  </article>`
}
