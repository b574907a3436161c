import { HumanMessage, SystemMessage } from '@langchain/core/messages'
import { ChatOpenAICompletions } from '@langchain/openai'
import { AppError, type ErrorCode } from '../../core/errors.js'
import type { ChatMessage, ChatModel } from './chat-model.js'

export interface LangChainModelOptions {
  /** Address of an OpenAI-compatible API up to `/v1`. */
  readonly baseUrl: string
  readonly model: string
  readonly apiKey?: string | undefined
  readonly temperature: number
  /** Most tokens of one reply. */
  readonly maxOutputTokens: number
}

/** What one token of a streamed reply takes at most, with the JSON around it. */
const BYTES_PER_TOKEN = 1024
const LEAST_BYTES = 65_536

/**
 * Any OpenAI-compatible server, through LangChain. The environment variables of OpenAI's client and of
 * LangChain are kept out: only what is passed here decides where texts go.
 */
export function createLangChainModel(options: LangChainModelOptions): ChatModel {
  const client = new ChatOpenAICompletions({
    model: options.model,
    // The client refuses to start without a key; local servers take any.
    apiKey: options.apiKey ?? 'none',
    temperature: options.temperature,
    maxTokens: options.maxOutputTokens,
    // Retries are ours (model-reply.ts): abortable, and none once text has come.
    maxRetries: 0,
    streamUsage: false,
    configuration: {
      baseURL: options.baseUrl,
      organization: null,
      project: null,
      logLevel: 'off',
      fetch: boundedFetch(Math.max(LEAST_BYTES, options.maxOutputTokens * BYTES_PER_TOKEN)),
    },
  })
  return {
    name: options.model,
    stream: (messages, signal) => streamReply(client, messages, signal),
  }
}

async function* streamReply(
  client: ChatOpenAICompletions,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  signal.throwIfAborted()
  // Leaving the loop early must close the request even when the client waits for its next byte.
  const leaving = new AbortController()
  const requestSignal = AbortSignal.any([signal, leaving.signal])
  let finishReason: unknown
  try {
    // Not stream(): that would hand question and passages to LangSmith whenever LANGSMITH_TRACING is set.
    const chunks = client._streamResponseChunks(messages.map(toLangChain), { signal: requestSignal })
    for await (const chunk of chunks) {
      finishReason = chunk.generationInfo?.['finish_reason'] ?? finishReason
      if (chunk.text !== '') yield chunk.text
    }
  } catch (error) {
    signal.throwIfAborted()
    throw toAppError(error)
  } finally {
    leaving.abort()
  }
  signal.throwIfAborted()
  if (finishReason !== 'stop') throw cutOff(finishReason)
}

function toLangChain({ role, content }: ChatMessage): SystemMessage | HumanMessage {
  return role === 'system' ? new SystemMessage(content) : new HumanMessage(content)
}

function cutOff(finishReason: unknown): AppError {
  const why =
    finishReason === 'length'
      ? 'The language model reached its token limit before it had finished. Raise YOUJU_LLM_MAX_OUTPUT_TOKENS.'
      : 'The language model broke off before it had finished. Ask again.'
  return new AppError('model_unusable', why)
}

function toAppError(error: unknown): AppError {
  const { status, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown
    name?: unknown
  }
  const [code, message] = failureOf(status, error)
  return new AppError(code, message, { cause: error, details: { status, error: name } })
}

function failureOf(status: unknown, error: unknown): readonly [ErrorCode, string] {
  if (error instanceof SyntaxError || error instanceof OutputTooLong) {
    return ['model_unusable', 'The reply of the language model could not be read.']
  }
  if (status === 429)
    return ['model_busy', "The language model's server takes no more requests for now (429)."]
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return [
      'model_refused',
      `The language model's server refused the request (${status}). Check key, model and address in the settings.`,
    ]
  }
  return ['model_unavailable', 'The language model could not be reached or failed.']
}

class OutputTooLong extends Error {}

/** Ends a reply that goes on and on, whatever it is made of, before it fills the memory. */
function boundedFetch(maxBytes: number): typeof fetch {
  return async (input, init) => {
    // Question and passages go to the address that was configured, and nowhere else.
    const response = await fetch(input, { ...init, redirect: 'error' })
    if (response.body === null) return response
    let bytes = 0
    const bound = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > maxBytes) controller.error(new OutputTooLong('the reply is longer than its bound'))
        else controller.enqueue(chunk)
      },
    })
    const { status, statusText, headers } = response
    return new Response(response.body.pipeThrough(bound), { status, statusText, headers })
  }
}
