import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import type { Archive } from '../../store/archive.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { mayRead, narrowCollections, readableCollections } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'

/** Every collection that the caller may read. */
const EVERYTHING = 'youju'
const PREFIX = `${EVERYTHING}/`
const MODEL_EXAMPLE = { id: EVERYTHING, object: 'model', created: 1_740_879_000, owned_by: 'youju' }

/**
 * What a model searches: `youju` every collection that the caller may read, `youju/<collection>` that one.
 * @returns undefined for all there are. @throws {AppError} `collection_not_found`
 */
export async function collectionsOfModel(
  model: string,
  caller: Caller,
  archive: Pick<Archive, 'collection' | 'collections'>,
): Promise<readonly string[] | undefined> {
  if (model === EVERYTHING) return narrowCollections(caller, undefined, archive)
  const id = model.startsWith(PREFIX) ? model.slice(PREFIX.length) : ''
  if (id !== '' && mayRead(caller, id) && (await archive.collection(id)) !== undefined) return [id]
  throw new AppError(
    'collection_not_found',
    `There is no model "${model.slice(0, 100).toWellFormed()}": use "youju" for every collection, or ` +
      '"youju/<collection>"; GET /v1/models lists them.',
  )
}

/** `GET /v1/models`, one and all: what a chat may be asked of. */
export function modelRoutes({ archive }: Pick<ServerDeps, 'archive'>, schemas: RequestSchemas): Route[] {
  const models = async (caller: Caller): Promise<Wire<'Model'>[]> => {
    const collections = await readableCollections(caller, archive)
    const times = collections.map(({ updatedAt }) => Date.parse(updatedAt) / 1000)
    return [
      modelOf(EVERYTHING, Math.max(0, ...times)),
      ...collections.map(({ id }, index) => modelOf(`${PREFIX}${id}`, times[index] ?? 0)),
    ]
  }
  const find = async (id: string, caller: Caller): Promise<Wire<'Model'>> => {
    await collectionsOfModel(id, caller, archive)
    return (await models(caller)).find(model => model.id === id) ?? modelOf(id, 0)
  }
  const one = {
    method: 'get',
    tag: 'OpenAI',
    role: 'reader',
    query: schemas.noQuery,
    failures: 'openai',
    responses: { 200: { description: 'The model', body: 'Model', example: MODEL_EXAMPLE } },
    errors: ['collection_not_found'],
  } as const
  return [
    defineRoute({
      ...one,
      path: '/v1/models',
      operationId: 'listModels',
      summary: 'List what a chat can be asked of, as OpenAI lists models',
      responses: {
        200: {
          description: 'All that the caller may read, and each collection',
          body: 'ModelList',
          example: { object: 'list', data: [MODEL_EXAMPLE] },
        },
      },
      errors: [],
      async handle({ caller }) {
        return reply(200, { object: 'list', data: await models(caller) })
      },
    }),
    defineRoute({
      ...one,
      path: '/v1/models/{id}',
      operationId: 'getModel',
      summary: 'Show one model',
      params: schemas.idPath,
      async handle({ params, caller }) {
        return reply(200, await find(params.id, caller))
      },
    }),
    defineRoute({
      ...one,
      path: '/v1/models/youju/{collection}',
      operationId: 'getCollectionModel',
      summary: 'Show the model of one collection',
      description: 'The same as with %2F for the slash: some clients do not encode it.',
      params: z.strictObject({ collection: z.string().max(64) }),
      async handle({ params, caller }) {
        return reply(200, await find(`${PREFIX}${params.collection}`, caller))
      },
    }),
  ]
}

const modelOf = (id: string, created: number): Wire<'Model'> => ({
  id,
  object: 'model',
  created: Math.floor(created),
  owned_by: 'youju',
})
