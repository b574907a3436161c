import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { packageVersion } from '../../core/package-version.js'
import { callRoute } from '../http/call-route.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { RESPONSE_SCHEMAS } from '../shapes/response-schemas.js'
import { defineRoute, reply, type Route } from '../http/route.js'

const MAX_BATCH = 16

const message = z.looseObject({ jsonrpc: z.literal('2.0') })
const mcpPost = z
  .union([message, z.array(message).min(1).max(MAX_BATCH)])
  .describe('A JSON-RPC message of the Model Context Protocol, or a batch of them')

/** @param routes all routes of the app, which the tools call with the rights of whoever asks */
export function mcpRoutes(
  routes: () => readonly Route[],
  { log }: Pick<ServerDeps, 'log'>,
  schemas: RequestSchemas,
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/mcp',
      operationId: 'mcp',
      tag: 'MCP',
      summary: 'Model Context Protocol over streamable HTTP',
      description:
        'Stateless: no session, no stream from the server (GET and DELETE are answered 405, as the protocol ' +
        'provides). Tools `search`, `answer` and `get_document`, read-only, with the rights of the caller.',
      role: 'reader',
      audited: false,
      gate: 'question',
      query: schemas.noQuery,
      headers: z.object({ 'mcp-protocol-version': z.string().max(40).optional() }),
      body: { name: 'McpPost', schema: mcpPost, example: { jsonrpc: '2.0', id: 1, method: 'tools/list' } },
      responses: {
        200: {
          description: 'The JSON-RPC response',
          body: 'McpMessage',
          example: { jsonrpc: '2.0', id: 1, result: { tools: [] } },
        },
        202: { description: 'Notifications only: there is nothing to answer' },
      },
      errors: ['embedding_failed', 'model_unavailable'],
      async handle({ body, headers, caller, signal, stopping, standAside }) {
        // 30 MB and most of a second, for those who use it.
        const { answerMcpMessage } = await import('./answer-message.js')
        const answer = await answerMcpMessage(body, headers['mcp-protocol-version'], {
          version: packageVersion(),
          call: (call, cancelled) => {
            const either = AbortSignal.any([signal, cancelled])
            return callRoute(routes(), call, { caller, signal: either, stopping, standAside })
          },
          onDefect: error => {
            log.error({ err: error }, 'an MCP tool failed')
          },
        })
        if (answer.status === 202) return reply(202)
        if (answer.status !== 200) throw refused(answer.body)
        return reply(200, RESPONSE_SCHEMAS.McpMessage.parse(answer.body))
      },
    }),
  ]
}

function refused(body: unknown): AppError {
  const said = z.object({ error: z.object({ message: z.string() }) }).safeParse(body)
  return new AppError(
    'invalid_request',
    `Nothing was done: ${said.data?.error.message ?? 'not a message of MCP'}`,
  )
}
