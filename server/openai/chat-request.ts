import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { normaliseText } from '../../core/text/normalise.js'

const MAX_MESSAGES = 1000
const MAX_MESSAGE_CHARACTERS = 200_000
const MAX_PARTS = 100

const part = z.looseObject({ type: z.string(), text: z.string().max(MAX_MESSAGE_CHARACTERS).optional() })
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z
    .union([z.string().max(MAX_MESSAGE_CHARACTERS), z.array(part).max(MAX_PARTS)])
    .nullish()
    .describe('Text, or parts of type `text`'),
})

/**
 * OpenAI's request, as far as it means something here. Clients send much more (temperature, max_tokens, tools,
 * …): what only steers a model's writing is ignored, what promises another kind of answer is refused.
 */
export const chatRequest = z
  .looseObject({
    model: z.string().min(1).max(200).describe('`youju`, or `youju/<collection>`'),
    messages: z.array(message).min(1).max(MAX_MESSAGES),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.literal(1, 'Must be 1: an archive has one answer').nullish(),
    modalities: z.array(z.literal('text', 'Must be "text": answers are text')).max(1).nullish(),
    response_format: z
      .looseObject({ type: z.literal('text', 'Must be "text": answers are quoted, not shaped') })
      .nullish(),
    tool_choice: z.enum(['none', 'auto'], 'Must be "none" or "auto": no tool is ever called').nullish(),
  })
  .describe(
    'Fields that are not listed are ignored. The last user message is the question, earlier ones help to ' +
      'understand a follow-up; system messages change nothing, for answers come from the archive.',
  )

export type ChatRequest = z.output<typeof chatRequest>

export interface ChatQuestion {
  readonly question: string
  /** Oldest first. */
  readonly earlierQuestions: readonly string[]
}

/** What is asked. @throws {AppError} `invalid_request` when there is no question, or it is more than text */
export function chatQuestion({ messages }: ChatRequest, maxCharacters: number): ChatQuestion {
  const asked = messages.flatMap((message, index) => (message.role === 'user' ? [{ message, index }] : []))
  const last = asked.at(-1)
  if (last === undefined) throw wrong('messages', 'Needs a message with the role "user": the question')
  const path = `messages[${last.index}].content`
  const other = partsOf(last.message).find(({ type }) => type !== 'text')
  if (other !== undefined) {
    throw wrong(path, `Must be text: parts of type "${other.type.slice(0, 40).toWellFormed()}" are not read`)
  }
  const question = textOf(last.message)
  if (question.trim() === '') throw wrong(path, 'Must hold the question')
  if (question.length > maxCharacters) throw wrong(path, `Must have at most ${maxCharacters} characters`)
  const earlier = asked.slice(0, -1).map(({ message }) => textOf(message))
  return {
    question,
    earlierQuestions: earlier.filter(text => text.trim() !== '' && text.length <= maxCharacters),
  }
}

type Message = ChatRequest['messages'][number]

/** All that was sent, for the estimate of its tokens. */
export function promptText({ messages }: ChatRequest): string {
  return messages.map(textOf).join('\n')
}

function partsOf({ content }: Message): readonly z.output<typeof part>[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content ?? []
}

function textOf(message: Message): string {
  return normaliseText(
    partsOf(message)
      .map(({ text = '' }) => text)
      .join('\n'),
  )
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid_request', `Nothing was done: ${path}: ${message}.`, {
    details: { errors: [{ path: `body.${path}`, message }] },
  })
}
