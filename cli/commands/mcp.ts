import { once } from 'node:events'
import type { Command } from 'commander'
import { packageVersion } from '../../core/package-version.js'
import { AppError } from '../../core/errors.js'
import type { ApiCall } from '../../server/http/call-route.js'
import { connect } from '../connect.js'
import type { Connection } from '../connection.js'
import type { CommandContext } from '../context.js'
import { watchForInterruption } from '../interruption.js'

export function addMcp(program: Command, context: CommandContext): void {
  program
    .command('mcp')
    .description(context.messages.help.commands.mcp)
    .action(async () => {
      const archive = new LastingConnection(() => connect(context.readConfig()))
      // Found out now, where a person sees it, and not at the first question.
      await archive.open()
      try {
        await serveStdio(archive, context)
      } finally {
        await archive.close()
      }
    })
}

/** Until the client closes standard input, or a signal. Standard output carries the protocol and nothing else. */
async function serveStdio(archive: LastingConnection, { terminal }: CommandContext): Promise<void> {
  const [{ StdioServerTransport }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/stdio.js'),
    import('../../server/mcp/mcp-server.js'),
  ])
  const server = createMcpServer({
    version: packageVersion(),
    call: call => archive.call(call),
    onDefect: error => {
      terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
    },
  })
  const interruption = watchForInterruption()
  const { signal } = interruption
  try {
    const ended = once(process.stdin, 'end', { signal }).catch(() => undefined)
    await server.connect(new StdioServerTransport(process.stdin, process.stdout))
    await ended
  } finally {
    interruption.end()
    await server.close()
  }
}

/** A client keeps this process for days: when the server it talks to has gone, the archive is looked for anew. */
class LastingConnection {
  private connection: Promise<Connection> | undefined

  constructor(private readonly connect: () => Promise<Connection>) {}

  open(): Promise<Connection> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined
      throw error
    })
    return this.connection
  }

  async call(call: ApiCall): Promise<unknown> {
    const connection = await this.open()
    try {
      return await connection.call(call)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'server_unreachable') throw error
      this.connection = undefined
      await connection.close()
      return (await this.open()).call(call)
    }
  }

  async close(): Promise<void> {
    await (await this.connection)?.close()
  }
}
