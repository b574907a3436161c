import { z } from 'zod'
import { ERROR_TABLE, type ErrorCode } from '../core/errors.js'
import { FAILURE_FORMATS } from './http/failure-format.js'
import { SESSION_COOKIE } from './access/cookie.js'
import { RESPONSE_SCHEMAS } from './shapes/response-schemas.js'
import type { Problem } from './http/problem.js'
import type { Route } from './http/route.js'
import { NDJSON } from './http/send-lines.js'

type Json = Readonly<Record<string, unknown>>

const DESCRIPTION =
  'Cited, verified answers from your own archive. Names are snake_case, times RFC 3339, offsets UTF-16 code ' +
  'units, half-open [start, end). Unknown fields are refused. Send a key as a bearer token; until the first ' +
  'key is made, programs and pages on the same machine are served without one, and nobody else.'

/** The OpenAPI 3.1 document of the declared routes, from the very schemas that check requests. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Youju', version, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map(name => ({ name })),
    paths,
    components: { schemas: componentSchemas(routes), securitySchemes: SECURITY_SCHEMES },
  }
}

function operation(route: Route): Json {
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    'x-youju-role': route.role,
    security: securityOf(route),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...parameters(route.headers, 'header'),
    ],
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body, route.upload) }),
    responses: { ...successes(route), ...problems(route) },
  }
}

const SECURITY_SCHEMES = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key, `yk_…` (`youju keys create`), or a session of the widget, `yw_…`, where its role is enough',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'POST /v1/session sets it; what is not a GET also needs the header X-Youju-Csrf',
  },
} as const

/** Either is enough. Before the first key is made nothing is needed, on the same machine. */
function securityOf({ role }: Route): Json[] {
  return role === 'anyone' ? [] : [{ key: [] }, { session: [] }]
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = plainSchema(schema)
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
  }))
}

function requestBody(
  { name, schema, example, text }: NonNullable<Route['body']>,
  upload: Route['upload'],
): Json {
  const shape = { schema: { $ref: `#/components/schemas/${name}` }, example }
  return {
    required: !schema.safeParse(undefined).success,
    content: {
      ...Object.fromEntries((text?.mediaTypes ?? ['application/json']).map(type => [type, shape])),
      ...upload?.content,
    },
  }
}

function successes(route: Route): Json {
  const entries = Object.entries(route.responses).map(
    ([status, { description, body, example, mediaType }]) => {
      const content = body && {
        [mediaType ?? 'application/json']: { schema: { $ref: `#/components/schemas/${body}` }, example },
        ...(route.stream === undefined ? {} : { 'text/event-stream': eventStream(route.stream) }),
        ...(route.lines === undefined ? {} : { [NDJSON]: LINES }),
      }
      return [status, { description, headers: REQUEST_ID_HEADER, ...(content && { content }) }]
    },
  )
  return Object.fromEntries(entries) as Json
}

function eventStream({ description, events }: NonNullable<Route['stream']>): Json {
  const shapes = Object.entries(events).map(([event, shape]) => [
    event,
    { $ref: `#/components/schemas/${shape}` },
  ])
  return { schema: { type: 'string', description }, 'x-events': Object.fromEntries(shapes) as Json }
}

const LINES = { schema: { type: 'string', description: 'All of it, one JSON value a line' } }

const REQUEST_ID_HEADER = {
  'X-Request-Id': { description: 'Also in the log', schema: { type: 'string' } },
}

/** Codes that a route may answer for what it is, beside the ones that it declares. */
export function errorCodesOf(route: Route): readonly ErrorCode[] {
  const codes: ErrorCode[] = [
    'invalid_request',
    'forbidden_origin',
    'not_acceptable',
    'headers_too_large',
    'internal_error',
    'not_ready',
    'shutting_down',
    ...route.errors,
  ]
  if (route.role !== 'anyone') codes.push('unauthenticated', 'forbidden', 'too_many_attempts')
  if (route.body !== undefined) {
    codes.push('malformed_json', 'request_timeout', 'body_too_large', 'unsupported_media_type')
  }
  codes.push('rate_limited')
  if (route.gate !== undefined) codes.push('too_many_requests')
  if (route.deadline !== false) codes.push('timed_out')
  return [...new Set(codes)]
}

function problems(route: Route): Json {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorCodesOf(route)) {
    const { status } = ERROR_TABLE[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const { mediaType, shape, render } = FAILURE_FORMATS[route.failures ?? 'problem']
  const entries = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map(code => `\`${code}\`: ${ERROR_TABLE[code].title}`).join('; '),
      headers: REQUEST_ID_HEADER,
      content: {
        [mediaType]: {
          schema: { $ref: `#/components/schemas/${shape}` },
          examples: Object.fromEntries(codes.map(code => [code, { value: render(problemExample(code)) }])),
        },
      },
    },
  ])
  return Object.fromEntries(entries) as Json
}

function problemExample(code: ErrorCode): Problem {
  const { status, title } = ERROR_TABLE[code]
  return {
    type: `urn:youju:error:${code}`,
    title,
    status,
    detail: `${title}.`,
    code,
    request_id: 'req_5n7Qm1xk2LrT',
  }
}

function componentSchemas(routes: readonly Route[]): Json {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(RESPONSE_SCHEMAS)) registry.add(schema, { id })
  for (const { body } of routes) if (body !== undefined) registry.add(body.schema, { id: body.name })
  // 'input': what a caller writes; an answer may gain fields later, so its objects stay open.
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: id => `#/components/schemas/${id}` })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutNames(schema)]))
}

/** `$schema` and `$id` are for schemas on their own; inside the document they would move its references. */
function withoutNames(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'))
}

function plainSchema(schema: z.ZodType): { properties?: Record<string, unknown>; required?: string[] } {
  return z.toJSONSchema(schema, { io: 'input' })
}
