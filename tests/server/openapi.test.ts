import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ERROR_TABLE } from '../../core/errors.js'
import { ROLES } from '../../server/access/auth.js'
import { errorCodesOf } from '../../server/openapi.js'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { createRouteTable } from '../../server/route-table.js'
import type { Route } from '../../server/http/route.js'
import { expectShape } from './conformance.js'
import { createFakeRooms } from './fakes.js'
import { startTestServer, testDeps, type TestServer } from './test-server.js'

const schemaObject = z.looseObject({})
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(5),
  description: z.string().min(10).optional(),
  'x-youju-role': z.enum(ROLES),
  security: z.array(z.partialRecord(z.enum(['key', 'session']), z.array(z.never()))),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      schema: schemaObject,
    }),
  ),
  requestBody: z
    .strictObject({
      required: z.boolean(),
      content: z.record(
        z.string().includes('/'),
        z.strictObject({ schema: schemaObject, example: z.unknown().optional() }),
      ),
    })
    .optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({
      description: z.string().min(1),
      headers: z.record(z.string(), schemaObject),
      content: z.record(z.string(), schemaObject).optional(),
    }),
  ),
})
const documentShape = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string().startsWith('/'), z.record(z.string(), operation)),
  components: z.strictObject({
    schemas: z.record(z.string(), schemaObject),
    securitySchemes: z.strictObject({ key: schemaObject, session: schemaObject }),
  }),
})

type Document = z.output<typeof documentShape>

let server: TestServer
let document: Document
let text: string
const routes = createRouteTable({
  ...testDeps(createFakeRooms()),
  lifecycle: { stopping: new AbortController().signal, cutoff: new AbortController().signal },
})
beforeAll(async () => {
  server = await startTestServer()
  const received = await server.send('/openapi.json')
  text = received.text
  document = documentShape.parse(expectShape(received, 200, 'OpenApi'))
})
afterAll(() => server.close())

const operations = () => Object.values(document.paths).flatMap(path => Object.values(path))

describe('/openapi.json', () => {
  it('has the structure of OpenAPI 3.1 and unique operation ids', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has only references that resolve', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(match => match[1] ?? '')
    expect(references.length).toBeGreaterThan(50)
    const names = Object.keys(document.components.schemas).map(name => `#/components/schemas/${name}`)
    expect(references.filter(reference => !names.includes(reference))).toEqual([])
    expect(text).not.toMatch(/"\$(id|defs)"/)
  })

  it('declares exactly the path parameters that stand in each path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
      for (const { parameters } of Object.values(methods)) {
        const declared = parameters.filter(parameter => parameter.in === 'path')
        expect(declared.map(({ name }) => name)).toEqual(inPath)
        expect(declared.every(({ required }) => required)).toBe(true)
      }
    }
  })

  it('documents every declared route and nothing else, with every code that it may answer', () => {
    const declared = routes.map(({ method, path }) => `${method} ${path}`).sort()
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
    )
    expect(documented.sort()).toEqual(declared)
    for (const route of routes) {
      const responses = document.paths[route.path]?.[route.method]?.responses ?? {}
      for (const code of errorCodesOf(route)) {
        expect(responses[ERROR_TABLE[code].status]?.description).toContain(`\`${code}\``)
      }
    }
  })

  it('asks for a key wherever somebody with a right is needed, and says what happens without', () => {
    for (const { security, responses, 'x-youju-role': role } of operations()) {
      expect(security.length === 0).toBe(role === 'anyone')
      if (role !== 'anyone') expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']))
    }
  })

  it('names every error code in the problem shape', () => {
    const { properties } = document.components.schemas['Problem'] as {
      properties: { code: { enum: string[] } }
    }
    expect(properties.code.enum).toEqual(Object.keys(ERROR_TABLE))
  })

  it('refuses unknown fields in requests and leaves answers open', () => {
    const { schemas } = document.components
    expect(schemas['SearchPost']).toHaveProperty('additionalProperties', false)
    expect(schemas['SearchResult']).not.toHaveProperty('additionalProperties')
  })

  it.each([
    '/v1/collections/{collection}',
    '/v1/collections',
    '/v1/collections/{collection}/documents',
    '/v1/collections/{collection}/documents/{id}',
    '/v1/search',
    '/v1/answers',
    '/v1/answers/{id}',
    '/v1/answers/{id}/feedback',
    '/v1/conversations/{id}',
    '/v1/chat/completions',
    '/v1/models',
    '/v1/models/{id}',
    '/mcp',
    '/channels/wechat/{account}',
    '/v1/webhooks',
    '/v1/webhooks/{id}',
    '/v1/webhooks/{id}/test',
    '/v1/jobs',
    '/v1/jobs/{id}',
    '/v1/jobs/{id}/cancel',
    '/v1/jobs/{id}/retry',
    '/healthz',
    '/readyz',
    '/openapi.json',
  ])('holds %s of the contract', path => {
    expect(document.paths).toHaveProperty([path])
  })
})

describe.each(routes.map(route => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route: Route) => {
    it('has an example for every body, which its own schema takes', () => {
      if (route.body !== undefined) {
        expect(route.body.schema.safeParse(route.body.example).error).toBeUndefined()
      }
      for (const { body, example } of Object.values(route.responses)) {
        if (body === undefined) continue
        expect(RESPONSE_SCHEMAS[body].parse(example)).toEqual(example)
      }
    })

    it('is answered with a declared status, type and shape', async () => {
      const path = route.path.replaceAll(/\{(\w+)\}/g, 'default')
      const sent = {
        method: route.method.toUpperCase(),
        ...(route.body && { body: route.body.example as object }),
      }
      const received = await server.send(path, sent)
      const { status, headers } = received
      const declared = document.paths[route.path]?.[route.method]?.responses ?? {}
      expect(Object.keys(declared)).toContain(String(status))
      expect(status).not.toBe(405)
      expect(status).toBeLessThan(500)
      expect(headers['x-request-id']).toMatch(/^req_/)
      if (received.text === '') return
      const [mediaType = ''] = headers['content-type']?.split(';') ?? []
      expect(Object.keys(declared[status]?.content ?? {})).toContain(mediaType)
      const shape = route.responses[status]?.body
      if (shape !== undefined && mediaType === 'application/json')
        expect(RESPONSE_SCHEMAS[shape].safeParse(received.json()).error).toBeUndefined()
    })
  },
)
