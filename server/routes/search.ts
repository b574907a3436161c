import { normaliseText } from '../../core/text/normalise.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { narrowCollections } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { filterFromWire, searchResultToWire } from '../shapes/wire.js'
import { HIT_EXAMPLE } from './examples.js'

export function searchRoutes(
  { archive, retriever, telemetry }: Pick<ServerDeps, 'archive' | 'retriever' | 'telemetry'>,
  schemas: RequestSchemas,
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/search',
      operationId: 'search',
      tag: 'Search',
      summary: 'Find passages',
      role: 'reader',
      audited: false,
      gate: 'question',
      query: schemas.noQuery,
      body: {
        name: 'SearchPost',
        schema: schemas.SearchPost,
        example: { query: '图书馆几点开门', limit: 10, filters: { published_after: '2025-01-01' } },
      },
      responses: {
        200: {
          description: 'Passages, best first',
          body: 'SearchResult',
          example: {
            hits: [HIT_EXAMPLE],
            interpreted: { published_after: '2025-01-01T00:00:00Z', time_effect: 'filter' },
            took_ms: 4.1,
          },
        },
      },
      errors: ['empty_question', 'collection_not_found', 'embedding_failed', 'model_unavailable'],
      questionOf: body => body.query,
      async handle({ body, caller, signal }) {
        const startedAt = performance.now()
        const { query, filters, ...rest } = body
        const collections = await narrowCollections(caller, body.collections, archive)
        const request = {
          ...rest,
          collections,
          query: normaliseText(query),
          filters: filterFromWire(filters),
        }
        const result = await retriever.search(request, signal)
        if (result.trace !== undefined) telemetry?.searched(result.trace.timings)
        const tookMs = Number((performance.now() - startedAt).toFixed(1))
        return reply(200, searchResultToWire(result, tookMs))
      },
    }),
  ]
}
