import type { WireInput } from '../server/shapes/request-schemas.js'
import type { Wire } from '../server/shapes/response-schemas.js'
import { readEvents } from './read-events.js'
import { failureOf, Transport, type CallOptions, type HttpCall, type TransportOptions } from './transport.js'
import { errorFromProblem, YoujuError } from './youju-error.js'

export { YoujuError } from './youju-error.js'
export type { ClientErrorCode } from './youju-error.js'
export type { CallOptions } from './transport.js'

export type YoujuClientOptions = TransportOptions
export type AskRequest = WireInput<'AnswersPost'>
export type SearchRequest = WireInput<'SearchPost'>
export type DocumentInput = WireInput<'DocumentsPost'>['documents'][number]
export type Answer = Wire<'Answer'>
export type Citation = Wire<'Citation'>
export type Hit = Wire<'Hit'>
export type Job = Wire<'Job'>

/** What arrives of an answer, in order; `answer` comes last and holds the whole. */
export type AnswerEvent =
  | { readonly event: 'sources'; readonly data: Wire<'SourcesEvent'> }
  | { readonly event: 'block'; readonly data: Wire<'BlockEvent'> }
  | { readonly event: 'delta'; readonly data: Wire<'DeltaEvent'> }
  | { readonly event: 'answer'; readonly data: Answer }

export interface ListQuery {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly order?: 'newest' | 'oldest' | undefined
}

const collectionPath = (id: string) => `/v1/collections/${encodeURIComponent(id)}`
const documentPath = (collection: string, id: string) =>
  `${collectionPath(collection)}/documents/${encodeURIComponent(id)}`
const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`

/**
 * The HTTP API for programs, in browsers and in Node. Needs nothing but `fetch`. Every call rejects with a
 * `YoujuError`, or with the signal's reason when it was aborted.
 */
export class YoujuClient {
  private readonly transport: Transport

  /** @throws {TypeError} when the base URL is none */
  constructor(options: YoujuClientOptions) {
    this.transport = new Transport(options)
  }

  /** A cited answer, or a refusal (`answered: false`). */
  ask(question: string | AskRequest, options?: CallOptions): Promise<Answer> {
    return this.read({ method: 'POST', path: '/v1/answers', body: askRequest(question), ...options })
  }

  /** The same as it comes about. Leaving the loop, or an abort, stops the work on the server. */
  async *askStream(question: string | AskRequest, options?: CallOptions): AsyncGenerator<AnswerEvent> {
    const opened = await this.transport.open({
      method: 'POST',
      path: '/v1/answers',
      body: askRequest(question),
      accept: 'text/event-stream',
      ...options,
    })
    try {
      if (opened.response.body === null) throw brokenOff()
      for await (const { event, data } of readEvents(opened.response.body, opened.alive)) {
        const value: unknown = JSON.parse(data)
        if (event === 'error') throw errorFromProblem(value)
        yield { event, data: value } as AnswerEvent
        if (event === 'answer') return
      }
      throw brokenOff()
    } catch (error) {
      throw failureOf(error, options?.signal)
    } finally {
      opened.close()
    }
  }

  search(query: string | SearchRequest, options?: CallOptions): Promise<Wire<'SearchResult'>> {
    const body: SearchRequest = typeof query === 'string' ? { query } : query
    return this.read({ method: 'POST', path: '/v1/search', body, ...options })
  }

  /** An answer that was given before; what was withdrawn since is marked and left out. */
  answer(id: string, options?: CallOptions): Promise<Answer> {
    return this.read({ method: 'GET', path: `/v1/answers/${encodeURIComponent(id)}`, ...options })
  }

  rate(answerId: string, feedback: WireInput<'FeedbackPost'>, options?: CallOptions): Promise<void> {
    const path = `/v1/answers/${encodeURIComponent(answerId)}/feedback`
    return this.read({ method: 'POST', path, body: feedback, ...options })
  }

  forgetConversation(id: string, options?: CallOptions): Promise<void> {
    return this.read({ method: 'DELETE', path: `/v1/conversations/${encodeURIComponent(id)}`, ...options })
  }

  async collections(options?: CallOptions): Promise<Wire<'Collection'>[]> {
    const call = { method: 'GET', path: '/v1/collections', ...options } as const
    return (await this.read<Wire<'CollectionList'>>(call)).collections
  }

  /** Creates it, or renames it when a name is given. */
  putCollection(id: string, name?: string, options?: CallOptions): Promise<Wire<'Collection'>> {
    const body = name === undefined ? {} : { name }
    return this.read({ method: 'PUT', path: collectionPath(id), body, ...options })
  }

  /** Removes it with everything in it. */
  deleteCollection(id: string, options?: CallOptions): Promise<void> {
    return this.read({ method: 'DELETE', path: collectionPath(id), ...options })
  }

  /** Resolves when each document (1-1,000) is durable and searchable. */
  async putDocuments(
    collection: string,
    documents: readonly DocumentInput[],
    options?: CallOptions,
  ): Promise<Wire<'UpsertedDocuments'>['documents']> {
    const path = `${collectionPath(collection)}/documents`
    const call = { method: 'POST', path, body: { documents }, ...options } as const
    return (await this.read<Wire<'UpsertedDocuments'>>(call)).documents
  }

  /** One page, without the texts. */
  documents(collection: string, query: ListQuery = {}, options?: CallOptions): Promise<Wire<'DocumentPage'>> {
    const path = `${collectionPath(collection)}/documents`
    return this.read({ method: 'GET', path, query: { ...query }, ...options })
  }

  /** With its text, to which every offset refers. */
  document(collection: string, id: string, options?: CallOptions): Promise<Wire<'Document'>> {
    return this.read({ method: 'GET', path: documentPath(collection, id), ...options })
  }

  /** Resolves when nothing of it can be retrieved any more. */
  deleteDocument(collection: string, id: string, options?: CallOptions): Promise<void> {
    return this.read({ method: 'DELETE', path: documentPath(collection, id), ...options })
  }

  async jobs(limit?: number, options?: CallOptions): Promise<Job[]> {
    const call = { method: 'GET', path: '/v1/jobs', query: { limit }, ...options } as const
    return (await this.read<Wire<'JobList'>>(call)).jobs
  }

  job(id: string, options?: CallOptions): Promise<Job> {
    return this.read({ method: 'GET', path: jobPath(id), ...options })
  }

  cancelJob(id: string, options?: CallOptions): Promise<Job> {
    return this.read({ method: 'POST', path: `${jobPath(id)}/cancel`, ...options })
  }

  retryJob(id: string, options?: CallOptions): Promise<Job> {
    return this.read({ method: 'POST', path: `${jobPath(id)}/retry`, ...options })
  }

  private async read<Result>(call: HttpCall): Promise<Result> {
    const { response, close } = await this.transport.open(call)
    try {
      const text = await response.text()
      return (text === '' ? undefined : JSON.parse(text)) as Result
    } catch (error) {
      if (error instanceof SyntaxError) throw errorFromProblem(undefined, response)
      throw failureOf(error, call.signal)
    } finally {
      close()
    }
  }
}

const askRequest = (question: string | AskRequest): AskRequest =>
  typeof question === 'string' ? { question } : question

function brokenOff(): YoujuError {
  return new YoujuError({ code: 'unreachable', message: 'The answer broke off before its end.' })
}
