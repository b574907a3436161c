import { z } from 'zod'
import type { Clock } from '../../core/clock.js'
import type { Archive } from '../../store/archive.js'
import type { AnswerRequest } from '../answer.js'
import { resolveFollowUp } from './follow-up.js'
import { topicOf } from './topic.js'

/** How much of a conversation is remembered for understanding its next question. */
export interface ConversationLimits {
  /** Newest answers looked at. */
  readonly turns: number
  /** Older ones are forgotten, minutes. */
  readonly minutes: number
}

export interface ConversationParts {
  readonly archive: Pick<Archive, 'conversation'>
  readonly clock: Clock
  readonly conversation: ConversationLimits
}

/** A question, and the conversation it is asked in: one that is kept here, or what the caller kept of it. */
export type AskedInConversation = Pick<
  AnswerRequest,
  'question' | 'conversationId' | 'earlierQuestions' | 'owner'
>

const storedTurn = z.object({ standaloneQuestion: z.string() })
const MINUTE_MS = 60_000

/**
 * The question as it can be understood without the conversation: a follow-up takes what it leaves out from the
 * newest question before it that is about something. Only what people asked is taken over, never what documents
 * said, so nothing that was withdrawn comes back; the memory is the stored answers, and goes with them.
 */
export async function standaloneQuestion(
  { question, conversationId, earlierQuestions = [], owner }: AskedInConversation,
  { archive, clock, conversation }: ConversationParts,
): Promise<string> {
  if (conversation.turns === 0) return question
  if (earlierQuestions.length > 0) {
    return standaloneAfter(question, earlierQuestions.slice(-conversation.turns))
  }
  if (conversationId === undefined) return question
  const oldest = new Date(clock.now().getTime() - conversation.minutes * MINUTE_MS).toISOString()
  // Of somebody else's conversation nothing is known.
  const turns = await archive.conversation(conversationId, conversation.turns, { owner })
  for (const { createdAt, body } of turns) {
    if (createdAt < oldest) break
    const turn = storedTurn.safeParse(body)
    if (turn.success && topicOf(turn.data.standaloneQuestion) !== undefined)
      return resolveFollowUp(question, turn.data.standaloneQuestion)
  }
  return question
}

/** @param earlier oldest first; each may itself be a follow-up of the ones before it */
function standaloneAfter(question: string, earlier: readonly string[]): string {
  let previous: string | undefined
  for (const asked of earlier) {
    const alone = previous === undefined ? asked : resolveFollowUp(asked, previous)
    if (topicOf(alone) !== undefined) previous = alone
  }
  return previous === undefined ? question : resolveFollowUp(question, previous)
}
