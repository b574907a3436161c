import type { z } from 'zod'
import { packageVersion } from '../../core/package-version.js'
import { openApiDocument } from '../openapi.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { RESPONSE_SCHEMAS } from '../shapes/response-schemas.js'
import { defineRoute, reply, type Route } from '../http/route.js'

/** @param routes all routes of the app, this one included; read when the document is first asked for */
export function openApiRoutes(routes: () => readonly Route[], schemas: RequestSchemas): Route[] {
  let document: z.output<(typeof RESPONSE_SCHEMAS)['OpenApi']> | undefined
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      operationId: 'openApi',
      tag: 'Operation',
      summary: 'This description',
      role: 'anyone',
      query: schemas.noQuery,
      responses: {
        200: { description: 'OpenAPI 3.1', body: 'OpenApi', example: { openapi: '3.1.0' } },
      },
      errors: [],
      handle() {
        document ??= RESPONSE_SCHEMAS.OpenApi.parse(openApiDocument(routes(), packageVersion()))
        return reply(200, document)
      },
    }),
  ]
}
