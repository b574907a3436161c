import { normaliseText } from '../../core/text/normalise.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { documentNotFound } from './documents.js'

type Deps = Pick<ServerDeps, 'archive' | 'withdrawals'>

/** Taking a document out of sight without losing it, as opposed to removing it. */
export function withdrawalRoutes({ archive, withdrawals }: Deps, schemas: RequestSchemas): Route[] {
  const change = {
    method: 'post',
    tag: 'Documents',
    role: 'writer',
    params: schemas.documentPath,
    query: schemas.noQuery,
    errors: ['collection_not_found', 'document_not_found'],
  } as const
  return [
    defineRoute({
      ...change,
      path: '/v1/collections/{collection}/documents/{id}/withdraw',
      operationId: 'withdrawDocument',
      summary: 'Hide a document from everybody, and keep it',
      description:
        'It is gone from searches, answers, lists and the quotes of kept answers, and reads as if there were none. ' +
        '`GET …/documents?state=withdrawn` lists it, with the reason; sent again, it stays withdrawn. ' +
        '`restore` brings it back with the same passages; DELETE removes it for good.',
      body: {
        name: 'WithdrawalPost',
        schema: schemas.WithdrawalPost,
        example: { reason: '来源要求撤稿' },
      },
      responses: { 204: { description: 'Nothing of it can be retrieved any more' } },
      async handle({ params, body, caller }) {
        await requireCollection(caller, params.collection, archive)
        const reason = body.reason === undefined ? null : normaliseText(body.reason)
        if (!(await withdrawals.withdraw(params.collection, params.id, reason)))
          throw documentNotFound(params)
        return reply(204)
      },
    }),
    defineRoute({
      ...change,
      path: '/v1/collections/{collection}/documents/{id}/restore',
      operationId: 'restoreDocument',
      summary: 'Bring a withdrawn document back',
      responses: { 204: { description: 'It can be found again, and kept answers quote it again' } },
      async handle({ params, caller }) {
        await requireCollection(caller, params.collection, archive)
        if (!(await withdrawals.restore(params.collection, params.id))) throw documentNotFound(params)
        return reply(204)
      },
    }),
  ]
}
