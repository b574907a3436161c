import { MAX_PINNED } from '../../store/archive.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { documentNotFound } from './documents.js'

/** Putting a document before the others that match, and taking that back. */
export function pinRoutes({ archive }: Pick<ServerDeps, 'archive'>, schemas: RequestSchemas): Route[] {
  const change = {
    path: '/v1/collections/{collection}/documents/{id}/pin',
    tag: 'Documents',
    role: 'writer',
    params: schemas.documentPath,
    query: schemas.noQuery,
  } as const
  return [
    defineRoute({
      ...change,
      method: 'post',
      operationId: 'pinDocument',
      summary: 'Put a document before the others that match',
      description:
        'Where it is relevant it comes first: in searches, in answers, and in lists with `order=pinned`. It is never ' +
        'shown for what it does not match, and no question is answered or refused because of it. It stays pinned ' +
        `when it is sent again; at most ${MAX_PINNED} documents of a collection are. Sent again, nothing changes.`,
      responses: { 204: { description: 'It is pinned' } },
      errors: ['collection_not_found', 'document_not_found', 'too_many_pins'],
      async handle({ params, caller }) {
        await requireCollection(caller, params.collection, archive)
        if (!(await archive.pinDocument(params.collection, params.id, true))) throw documentNotFound(params)
        return reply(204)
      },
    }),
    defineRoute({
      ...change,
      method: 'delete',
      operationId: 'unpinDocument',
      summary: 'Let a document stand where it belongs again',
      responses: { 204: { description: 'It is not pinned' } },
      errors: ['collection_not_found', 'document_not_found'],
      async handle({ params, caller }) {
        await requireCollection(caller, params.collection, archive)
        if (!(await archive.pinDocument(params.collection, params.id, false))) throw documentNotFound(params)
        return reply(204)
      },
    }),
  ]
}
