import type { z } from 'zod'
import type { ErrorCode } from '../../core/errors.js'
import type { Authentication } from '../access/authenticate.js'
import type { Caller, Role } from '../access/auth.js'
import type { EventStream } from './event-stream.js'
import type { FailureFormatName } from './failure-format.js'
import type { IncomingContent } from './receive-upload.js'
import type { RESPONSE_SCHEMAS, Wire } from '../shapes/response-schemas.js'

type ResponseName = keyof typeof RESPONSE_SCHEMAS

export interface ResponseSpec {
  readonly description: string
  /** Absent: the answer has no body. */
  readonly body?: ResponseName
  /** Default `application/json`. Another one: the body is a text, sent as it is. */
  readonly mediaType?: 'text/plain' | 'application/xml'
  /** An invented answer, shown in the documentation. Required when there is a body. */
  readonly example?: unknown
}

type Responses = Readonly<Record<number, ResponseSpec>>

/** What a handler may answer: exactly the statuses and shapes that its route declares. */
export type Reply<Declared extends Responses> = {
  [Status in keyof Declared & number]: Declared[Status] extends { body: infer Name extends ResponseName }
    ? { readonly status: Status; readonly body: Wire<Name>; readonly cookie?: string }
    : { readonly status: Status; readonly body?: undefined; readonly cookie?: string }
}[keyof Declared & number]

export interface TextBody {
  readonly mediaTypes: readonly string[]
  readonly maxBytes: number
}

export interface BodySpec<Schema extends z.ZodType = z.ZodType> {
  /** Name of the schema in the documentation. */
  readonly name: string
  readonly schema: Schema
  readonly example: unknown
  /** Absent: JSON. Else the schema is given the text as it came. */
  readonly text?: TextBody
}

/** What a browser says of the page that sends a request. Programs may say the same. */
export interface PageFacts {
  /** Such as `https://example.org`. */
  readonly origin: string | undefined
  /** The page is one of this server's. */
  readonly isOwn: boolean
  readonly session: Authentication['session']
  /** The caller whose key it is, guessing bounded. @throws {AppError} `unauthenticated`, `too_many_attempts` */
  signIn(key: string): Caller
}

/** A request after validation. Handlers never see Express. */
export interface RouteInput<Params = unknown, Query = unknown, Body = unknown, Headers = unknown> {
  readonly params: Params
  readonly query: Query
  readonly headers: Headers
  readonly body: Body
  readonly caller: Caller
  /** Undefined for a call that is not made over HTTP. */
  readonly page?: PageFacts | undefined
  /** Aborts when the caller goes away, the time is up or the server stops. */
  readonly signal: AbortSignal
  /** Aborts as soon as the server begins to stop: endless streams end then. */
  readonly stopping: AbortSignal
  /** Gives the place at the gate to another: the rest is waiting. */
  readonly standAside?: (() => void) | undefined
}

export interface EventsSpec<Input> {
  readonly description: string
  /** Event name and the shape of its data; `message` is the name of an unnamed event. */
  readonly events: Readonly<Record<string, ResponseName>>
  /** Whether a body asks for the stream. Default: callers ask for it with `Accept: text/event-stream`. */
  when?(body: Input extends { readonly body: infer Body } ? Body : never): boolean
  /** Sends the events, the last included; the stream is ended for it. A throw becomes `event: error`. */
  run(input: Input, stream: EventStream): Promise<void>
}

/**
 * One route, declared once: what Express serves, what /openapi.json says and what the tests walk through.
 * Nothing can be declared without a role.
 */
export interface RouteSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Headers extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Responses,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** OpenAPI form: `/v1/collections/{collection}`. */
  readonly path: `/${string}`
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly role: Role
  /** Bounded by one of the gates: `question` for what reads, `ingest` for what writes documents. */
  readonly gate?: 'question' | 'ingest'
  /** `false`: may take longer than YOUJU_REQUEST_TIMEOUT_MS (its size is bounded otherwise). Default true. */
  readonly deadline?: boolean
  readonly params?: Params
  readonly query?: Query
  /** Request headers that the route reads, by their lower-case names. Never for rights. */
  readonly headers?: Headers
  readonly body?: BodySpec<Body>
  /** Whether a success is written to the audit log. Default: unless it only reads, by its method. */
  readonly audited?: boolean
  /** Sites that show the widget may call it from their pages. Default: what has the role `widget`. */
  readonly openToSites?: boolean
  /** How failures look. Default `problem`. */
  readonly failures?: FailureFormatName
  readonly responses: Declared
  /** Codes it may answer beside the ones that every route may. */
  readonly errors: readonly ErrorCode[]
  /** The question in a body, for the log when YOUJU_LOG_QUESTIONS is on. */
  questionOf?(body: z.output<Body>): string
  handle(
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>, z.output<Headers>>,
  ): Promise<Reply<Declared>> | Reply<Declared>
  /** Served instead of `handle` to bodies of other types, which are too large for memory. */
  readonly upload?: UploadSpec<Declared, z.output<Params>, z.output<Query>>
  /**
   * Served instead of `handle` to callers that accept `application/x-ndjson`: one value a line, so that an export
   * of any length takes no memory.
   */
  lines?(
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>, z.output<Headers>>,
  ): AsyncIterable<unknown>
  /** Served instead of `handle` to callers that accept `text/event-stream`. */
  readonly stream?: EventsSpec<
    RouteInput<z.output<Params>, z.output<Query>, z.output<Body>, z.output<Headers>>
  >
}

export interface UploadSpec<Declared extends Responses, Params, Query> {
  /** Media types that it takes, and what each holds, as OpenAPI says it. */
  readonly content: Readonly<Record<string, { readonly schema: object }>>
  handle(input: UploadInput<Params, Query>): Promise<Reply<Declared>>
}

export interface UploadInput<Params = unknown, Query = unknown> extends Omit<
  RouteInput<Params, Query>,
  'body' | 'headers'
> {
  readonly content: IncomingContent
}

/** A declared route of any shape. */
export interface Route extends Omit<
  RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType, Responses>,
  'handle' | 'upload'
> {
  readonly upload?: Omit<UploadSpec<Responses, unknown, unknown>, 'handle'> & {
    handle(input: UploadInput): Promise<AnyReply>
  }
  handle(input: RouteInput): Promise<AnyReply> | AnyReply
}

export interface AnyReply {
  readonly status: number
  readonly body?: unknown
  /** `Set-Cookie`. */
  readonly cookie?: string
}

/** Declares a route; the compiler holds the handler to the declared shapes. */
export function defineRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Headers extends z.ZodType,
  Body extends z.ZodType,
  const Declared extends Responses,
>(spec: RouteSpec<Params, Query, Headers, Body, Declared>): Route {
  return spec
}

/** An answer of a handler; keeps the status literal, which the declared statuses are checked against. */
export function reply<const Status extends number>(status: Status): { status: Status; body?: undefined }
export function reply<const Status extends number, const Body>(
  status: Status,
  body: Body,
): { status: Status; body: Body }
export function reply(status: number, body?: unknown): { status: number; body?: unknown } {
  return body === undefined ? { status } : { status, body }
}
