import { AppError } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { checkCurated } from './check-curated.js'
import { CURATED_BODY_EXAMPLE, CURATED_CHECK_EXAMPLE, CURATED_EXAMPLE } from './curated-examples.js'
import { curatedFromWire, curatedToWire } from './curated-wire.js'

type Deps = Pick<ServerDeps, 'archive' | 'answerer' | 'curated'>

const base = { tag: 'Curated answers', role: 'writer' } as const
const shown = { body: 'CuratedAnswer', example: CURATED_EXAMPLE } as const
const REFUSALS = [
  'collection_not_found',
  'curated_quote_not_found',
  'curated_unsupported',
  'curated_conflict',
  'too_many_curated',
  'empty_question',
  'disk_full',
] as const

/** Answers that editors gave to questions: served before anything is searched, as long as every quote stands. */
export function curatedRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [...readingRoutes(deps, schemas), ...writingRoutes(deps, schemas), checkRoute(deps, schemas)]
}

function readingRoutes({ archive }: Deps, schemas: RequestSchemas): Route[] {
  return [
    defineRoute({
      ...base,
      method: 'get',
      path: '/v1/curated',
      operationId: 'listCurated',
      summary: 'List the curated answers',
      query: schemas.curatedQuery,
      responses: {
        200: {
          description: 'Changed last first',
          body: 'CuratedPage',
          example: { curated: [CURATED_EXAMPLE], next_cursor: null },
        },
      },
      errors: ['collection_not_found', 'invalid_cursor'],
      async handle({ query: { collection, limit, cursor }, caller }) {
        if (collection !== undefined) await requireCollection(caller, collection, archive)
        const collections = collection === undefined ? caller.collections : [collection]
        const page = await archive.curated.list({ limit, cursor, collections })
        return reply(200, { curated: page.answers.map(curatedToWire), next_cursor: page.nextCursor })
      },
    }),
    defineRoute({
      ...base,
      method: 'get',
      path: '/v1/curated/{id}',
      operationId: 'getCurated',
      summary: 'Show a curated answer',
      params: schemas.idPath,
      query: schemas.noQuery,
      responses: { 200: { description: 'With each quote as it stands now', ...shown } },
      errors: ['curated_not_found'],
      async handle({ params, caller }) {
        const curated = await archive.curated.get(params.id, caller.collections)
        if (curated === undefined) throw notFound()
        return reply(200, curatedToWire(curated))
      },
    }),
  ]
}

function writingRoutes({ archive, curated }: Deps, schemas: RequestSchemas): Route[] {
  return [
    defineRoute({
      ...base,
      method: 'post',
      path: '/v1/curated',
      operationId: 'createCurated',
      summary: 'Give a question its answer',
      description:
        'Each quote is looked for in its document as it is now; a text of a block must follow from its quotes, by the ' +
        'test that statements of a language model pass. From the next question on it is served to whoever asks this, ' +
        'or the same in other words, and may read the collection.',
      gate: 'question',
      query: schemas.noQuery,
      body: {
        name: 'CuratedPost',
        schema: schemas.CuratedPost,
        example: { collection: 'default', ...CURATED_BODY_EXAMPLE },
      },
      responses: { 201: { description: 'Served from now on', ...shown } },
      errors: [...REFUSALS],
      async handle({ body: { collection, ...written }, caller }) {
        await requireCollection(caller, collection, archive)
        return reply(
          201,
          curatedToWire(await curated.create(collection, curatedFromWire(written, caller.id))),
        )
      },
    }),
    defineRoute({
      ...base,
      method: 'put',
      path: '/v1/curated/{id}',
      operationId: 'putCurated',
      summary: 'Write a curated answer anew',
      gate: 'question',
      params: schemas.idPath,
      query: schemas.noQuery,
      body: { name: 'CuratedPut', schema: schemas.CuratedPut, example: CURATED_BODY_EXAMPLE },
      responses: { 200: { description: 'Served from now on', ...shown } },
      errors: ['curated_not_found', ...REFUSALS],
      async handle({ params, body, caller }) {
        const written = curatedFromWire(body, caller.id)
        const replaced = await curated.replace(params.id, caller.collections, written)
        if (replaced === undefined) throw notFound()
        return reply(200, curatedToWire(replaced))
      },
    }),
    defineRoute({
      ...base,
      method: 'delete',
      path: '/v1/curated/{id}',
      operationId: 'deleteCurated',
      summary: 'Remove a curated answer',
      params: schemas.idPath,
      query: schemas.noQuery,
      responses: { 204: { description: 'Its question is answered from the archive again' } },
      errors: ['curated_not_found'],
      async handle({ params, caller }) {
        if (await curated.remove(params.id, caller.collections)) return reply(204)
        throw notFound()
      },
    }),
  ]
}

function checkRoute({ archive, answerer }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    ...base,
    method: 'post',
    path: '/v1/curated/{id}/check',
    operationId: 'checkCurated',
    summary: 'Ask the question of a curated answer and its wordings, and compare what comes',
    gate: 'question',
    audited: false,
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: { 200: { description: 'What came', body: 'CuratedCheck', example: CURATED_CHECK_EXAMPLE } },
    errors: ['curated_not_found', 'embedding_failed'],
    async handle({ params, caller, signal }) {
      const curated = await archive.curated.get(params.id, caller.collections)
      if (curated === undefined) throw notFound()
      return reply(200, await checkCurated({ archive, answerer }, curated, { owner: caller.id, signal }))
    },
  })
}

function notFound(): AppError {
  return new AppError(
    'curated_not_found',
    'There is no curated answer of that id. GET /v1/curated lists them.',
  )
}
