import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../core/errors.js'
import type { ChatMessage, ChatModel } from './chat-model.js'

export interface ReplyOptions {
  readonly signal: AbortSignal
  /** A longer reply is given up, in UTF-16 code units. */
  readonly maxCharacters: number
}

const MAX_ATTEMPTS = 3
const FIRST_DELAY_MS = 250
/** Trouble that may be over in a moment. */
const PASSING = new Set(['model_unavailable', 'model_busy'])

/**
 * A model's reply, piece by piece. Passing trouble is tried again, twice at most and only while nothing was
 * received, after a delay that doubles and varies at random so that callers do not come back all at once.
 * @throws {AppError} as `ChatModel.stream`, and `model_unusable` when the reply is too long
 * @throws the signal's reason as soon as it aborts, even when the model does not look at it
 */
export async function* modelReply(
  model: ChatModel,
  messages: readonly ChatMessage[],
  { signal, maxCharacters }: ReplyOptions,
): AsyncGenerator<string> {
  let received = 0
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const piece of untilAborted(model.stream(messages, signal), signal)) {
        received += piece.length
        if (received > maxCharacters) throw endless()
        yield piece
      }
      return
    } catch (error) {
      const isPassing = error instanceof AppError && PASSING.has(error.code)
      if (!isPassing || received > 0 || attempt === MAX_ATTEMPTS) throw error
    }
    const delayMs = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
    await delay(delayMs, undefined, { signal }).catch(() => {
      signal.throwIfAborted()
    })
  }
}

async function* untilAborted(pieces: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  const iterator = pieces[Symbol.asyncIterator]()
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(signal.reason as Error)
    }
  })
  // Nobody may be waiting for it when the signal fires.
  aborted.catch(() => undefined)
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a model that hangs would keep the caller waiting.
    void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

function endless(): AppError {
  return new AppError('model_unusable', 'The language model went on beyond every bound and was cut off.')
}
