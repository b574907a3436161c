import { readConfig, type Config } from '../core/config.js'
import { ArchiveClient } from './archive-client.js'
import { connect, type ConnectOptions } from './connect.js'
import { readEnvironment } from './environment.js'
import type { Messages } from './messages.js'
import type { Terminal } from './terminal.js'

/** What every command works with. */
export interface CommandContext {
  readonly messages: Messages
  readonly terminal: Terminal
  /** Read when a command begins, not before: help is shown whatever the settings are. @throws `invalid_config` */
  readConfig(): Config
}

export interface ContextOptions {
  readonly messages: Messages
  readonly terminal: Terminal
  readonly environment: NodeJS.ProcessEnv
  /** Where `.env` is looked for. */
  readonly folder: string
}

export function createContext({ messages, terminal, environment, folder }: ContextOptions): CommandContext {
  return { messages, terminal, readConfig: () => readConfig(readEnvironment(folder, environment)) }
}

/** Works with the archive of the settings, and lets go of it whatever happens. */
export async function withArchive<Result>(
  context: CommandContext,
  work: (archive: ArchiveClient) => Promise<Result>,
  options: ConnectOptions = {},
): Promise<Result> {
  const connection = await connect(context.readConfig(), options)
  try {
    return await work(new ArchiveClient(connection))
  } finally {
    await connection.close()
  }
}
