import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../request-schemas.js'
import { defineRoute, reply, type Route } from '../route.js'

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
      description: 'Its questions and answers are gone. Also 204 when nothing was kept of it.',
      role: 'reader',
      params: schemas.idPath,
      query: schemas.noQuery,
      responses: { 204: { description: 'Forgotten' } },
      errors: [],
      async handle({ params }) {
        await archive.deleteConversation(params.id)
        return reply(204)
      },
    }),
  ]
}
