import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { personalScope } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'

export function conversationRoutes(
  { archive }: Pick<ServerDeps, 'archive'>,
  schemas: RequestSchemas,
): Route[] {
  return [
    defineRoute({
      method: 'delete',
      path: '/v1/conversations/{id}',
      operationId: 'deleteConversation',
      tag: 'Answers',
      summary: 'Forget a conversation',
      description:
        'What the caller asked in it is gone, and the answers. Also 204 when nothing was kept of it.',
      role: 'widget',
      params: schemas.idPath,
      query: schemas.noQuery,
      responses: { 204: { description: 'Forgotten' } },
      errors: [],
      async handle({ params, caller }) {
        await archive.deleteConversation(params.id, personalScope(caller))
        return reply(204)
      },
    }),
  ]
}
