import { ApiFailure, failureFromProblem, failureOfResponse, fetchResponse } from './api-failure.js'
import type { Answer, AnswerRequest, Block, Rating, Source } from './api-types.js'
import { readEventStream } from './event-stream.js'

/** What arrives before the whole answer. */
export interface AnswerProgress {
  onSources(sources: readonly Source[]): void
  /** A finished, verified block; blocks come in order. */
  onBlock(block: Block): void
  /** Provisional text of the block being written: each call adds to the one before. */
  onDraft(text: string): void
  /** The draft, and the blocks from this index on, do not count. */
  onDiscard(index: number): void
}

/**
 * The HTTP API, as every face uses it (PageApi: as the pages do). Every call rejects with an ApiFailure, or with the signal's reason
 * when it was aborted.
 */
export interface Api {
  ask(request: AnswerRequest, progress: AnswerProgress, signal: AbortSignal): Promise<Answer>
  /** An answer that was given before, without what was withdrawn since. */
  answer(id: string, signal: AbortSignal): Promise<Answer>
  rate(answerId: string, rating: Rating): Promise<void>
  /** The server forgets the questions and answers of a conversation. */
  forget(conversationId: string): Promise<void>
}

export interface ApiOptions {
  /** Where the API lives, without a slash at the end. Default: the page's own origin. */
  readonly baseUrl?: string
  /** The `Authorization` of the next request, and a new one after the server refused the last. Default: none. */
  readonly authorization?: (renew: boolean) => Promise<string>
  /** Sent with every request beside its own. Default: none. */
  readonly headers?: () => Promise<Record<string, string>>
  /** Told of every answer that is a failure, before the caller is. */
  readonly onFailure?: (failure: ApiFailure) => void
}

/** Sends requests. @throws {ApiFailure} for every answer that is a failure, and when none comes */
export interface Connection {
  read<T>(path: string, signal?: AbortSignal): Promise<T>
  request(path: string, init?: RequestInit): Promise<Response>
}

export function connect(options: ApiOptions): Connection {
  const { baseUrl = '', authorization } = options
  const send = async (path: string, init: RequestInit, renew: boolean): Promise<Response> => {
    const authorized = authorization === undefined ? {} : { Authorization: await authorization(renew) }
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(await options.headers?.()),
      ...authorized,
    }
    return fetchResponse(`${baseUrl}${path}`, { ...init, headers })
  }
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const first = await send(path, init, false)
    const isStale = first.status === 401 && authorization !== undefined
    const response = isStale ? await send(path, init, true) : first
    if (response.ok) return response
    const failure = await failureOfResponse(response)
    options.onFailure?.(failure)
    throw failure
  }
  const read = async <T>(path: string, signal?: AbortSignal): Promise<T> => {
    const response = await request(path, {
      headers: { Accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    })
    return (await response.json()) as T
  }
  return { read, request }
}

export function createApi(options: ApiOptions = {}, { read, request } = connect(options)): Api {
  const post = (path: string, body: unknown, init: RequestInit & { accept: string }): Promise<Response> => {
    const headers = { 'Content-Type': 'application/json', Accept: init.accept }
    return request(path, { ...init, method: 'POST', headers, body: JSON.stringify(body) })
  }

  return {
    async ask(question, progress, signal) {
      const response = await post('/v1/answers', question, { accept: 'text/event-stream', signal })
      return readAnswer(response, progress)
    },
    answer(id, signal) {
      return read<Answer>(`/v1/answers/${encodeURIComponent(id)}`, signal)
    },
    async rate(answerId, rating) {
      const path = `/v1/answers/${encodeURIComponent(answerId)}/feedback`
      await post(path, { rating }, { accept: 'application/json' })
    },
    async forget(conversationId) {
      await request(`/v1/conversations/${encodeURIComponent(conversationId)}`, { method: 'DELETE' })
    },
  }
}

interface Delta {
  readonly index: number
  readonly text: string
  readonly discarded?: true
}

function draft({ index, text, discarded }: Delta, progress: AnswerProgress): void {
  if (discarded === true) progress.onDiscard(index)
  else progress.onDraft(text)
}

async function readAnswer(response: Response, progress: AnswerProgress): Promise<Answer> {
  if (response.body === null) throw new ApiFailure('interrupted')
  try {
    for await (const { event, data } of readEventStream(response.body)) {
      if (event === 'sources') progress.onSources((JSON.parse(data) as { sources: Source[] }).sources)
      if (event === 'block') progress.onBlock(JSON.parse(data) as Block)
      if (event === 'delta') draft(JSON.parse(data) as Delta, progress)
      if (event === 'answer') return JSON.parse(data) as Answer
      if (event === 'error') throw failureFromProblem(JSON.parse(data))
    }
  } catch (error) {
    // A connection that breaks in the middle of a body is a TypeError, as one that never came about.
    throw error instanceof TypeError ? new ApiFailure('interrupted') : error
  }
  throw new ApiFailure('interrupted')
}
