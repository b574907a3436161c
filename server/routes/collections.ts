import { AppError } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import {
  collectionNotFound,
  readableCollections,
  requireCollection,
  requireOwnCollectionId,
} from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { collectionToWire } from '../shapes/wire.js'
import { COLLECTION_EXAMPLE } from './examples.js'

const DEFAULT_COLLECTION = 'default'

type Deps = Pick<ServerDeps, 'archive' | 'curated'>

export function collectionRoutes({ archive, curated }: Deps, schemas: RequestSchemas): Route[] {
  const shown = {
    description: 'The collection',
    body: 'Collection',
    example: COLLECTION_EXAMPLE,
  } as const
  return [
    defineRoute({
      method: 'put',
      path: '/v1/collections/{collection}',
      operationId: 'putCollection',
      tag: 'Collections',
      summary: 'Create or rename a collection',
      role: 'admin',
      params: schemas.collectionPath,
      query: schemas.noQuery,
      body: { name: 'CollectionPut', schema: schemas.CollectionPut, example: { name: '云湾日报' } },
      responses: { 200: shown, 201: { ...shown, description: 'It was created' } },
      errors: ['disk_full'],
      async handle({ params, body: { name }, caller }) {
        requireOwnCollectionId(caller, params.collection)
        const { collection, created } = await archive.putCollection(params.collection, name)
        const body = collectionToWire(collection)
        return created ? reply(201, body) : reply(200, body)
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/collections',
      operationId: 'listCollections',
      tag: 'Collections',
      summary: 'List the collections',
      role: 'reader',
      query: schemas.noQuery,
      responses: {
        200: {
          description: 'Every collection that the caller may read',
          body: 'CollectionList',
          example: { collections: [COLLECTION_EXAMPLE] },
        },
      },
      errors: [],
      async handle({ caller }) {
        const collections = await readableCollections(caller, archive)
        return reply(200, { collections: collections.map(collectionToWire) })
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/collections/{collection}',
      operationId: 'getCollection',
      tag: 'Collections',
      summary: 'Show one collection',
      role: 'reader',
      params: schemas.collectionPath,
      query: schemas.noQuery,
      responses: { 200: shown },
      errors: ['collection_not_found'],
      async handle({ params, caller }) {
        return reply(200, collectionToWire(await requireCollection(caller, params.collection, archive)))
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/collections/{collection}',
      operationId: 'deleteCollection',
      tag: 'Collections',
      summary: 'Remove a collection with everything in it',
      role: 'admin',
      params: schemas.collectionPath,
      query: schemas.noQuery,
      responses: { 204: { description: 'Nothing of it can be retrieved any more' } },
      errors: ['collection_not_found', 'collection_protected'],
      async handle({ params, caller }) {
        await requireCollection(caller, params.collection, archive)
        if (params.collection === DEFAULT_COLLECTION) {
          throw new AppError(
            'collection_protected',
            'The collection "default" always exists; nothing was removed. Delete its documents instead.',
          )
        }
        if (!(await archive.deleteCollection(params.collection))) throw collectionNotFound(params.collection)
        await curated.forget(params.collection)
        return reply(204)
      },
    }),
  ]
}
