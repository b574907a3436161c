import { spokenAnswer } from './answer-text.js'
import type { AskState } from './ask-session.js'
import type { Messages } from './messages.js'

/** What a screen reader says of the question in hand; failures say it themselves. */
export function announcementOf(state: AskState, messages: Messages): string {
  if (state.phase === 'asking') return messages.searching
  if (state.phase === 'stopped') return messages.stopped
  if (state.phase !== 'answered') return ''
  const { answer } = state
  if (answer.refusal !== null) return messages.refusalTitle
  return messages.answerAnnounced(spokenAnswer(answer.blocks), answer.sources.length)
}
