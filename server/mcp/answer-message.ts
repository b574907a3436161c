import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { createMcpServer, type McpServerParts } from './mcp-server.js'

export interface McpAnswer {
  readonly status: number
  /** Undefined when there is nothing to say to it (a notification). */
  readonly body: unknown
}

/**
 * Answers one POST of MCP's streamable HTTP, without a session: everything that a call needs is in it, so nothing
 * is kept between calls and no client can hold anything here. Headers are the transport's business only as far
 * as they are of MCP; who may ask was decided before.
 */
export async function answerMcpMessage(
  message: unknown,
  protocolVersion: string | undefined,
  parts: McpServerParts,
): Promise<McpAnswer> {
  const server = createMcpServer(parts)
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  try {
    await server.connect(transport)
    const request = new Request('http://localhost/mcp', {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...(protocolVersion === undefined ? {} : { 'mcp-protocol-version': protocolVersion }),
      },
    })
    const response = await transport.handleRequest(request, { parsedBody: message })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  } finally {
    await server.close()
  }
}
