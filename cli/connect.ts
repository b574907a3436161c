import { hostname, networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../core/config.js'
import { AppError } from '../core/errors.js'
import { createLogger } from '../core/log.js'
import { holderOf, openFileReading, openYouju } from '../main.js'
import { isLoopbackName } from '../server/http/loopback.js'
import type { Connection } from './connection.js'
import { createHttpConnection } from './http-connection.js'
import { createLocalConnection } from './local-connection.js'

const WAIT_MS = 3000
const LOOK_EVERY_MS = 100

export interface ConnectOptions {
  /**
   * How long another process may still hold the directory, milliseconds: a command about to end, a server about
   * to listen. Default 3,000.
   */
  readonly waitMs?: number
  /** Whether work that is due in the background begins, when this process opens the archive. Default false. */
  readonly upkeep?: boolean
}

/**
 * Finds the way to the archive of the settings: through the server that holds the data directory, else by
 * opening it here.
 * @throws {AppError} `archive_busy` when a process holds it that is no server, and what opening it throws
 */
export async function connect(config: Config, options: ConnectOptions = {}): Promise<Connection> {
  const deadline = performance.now() + (options.waitMs ?? WAIT_MS)
  for (;;) {
    const server = connectToServer(config)
    if (server !== undefined) return server
    const isLastTry = performance.now() >= deadline
    if (holderOf(config) === undefined || isLastTry) {
      try {
        return createLocalConnection(
          await openYouju(config, { log: createLogger('silent'), upkeep: options.upkeep ?? false }),
        )
      } catch (error) {
        if (isLastTry || !(error instanceof AppError) || error.code !== 'archive_busy') throw error
      }
    }
    await delay(LOOK_EVERY_MS)
  }
}

/** @returns the way through the server that holds the data directory now; undefined when none does */
export function connectToServer(config: Config): Connection | undefined {
  const holder = holderOf(config)
  const serverUrl = holder?.host === hostname() ? localUrl(holder.url) : undefined
  if (serverUrl === undefined) return undefined
  return createHttpConnection(serverUrl, openFileReading(config, createLogger('silent')), holder?.token)
}

/** Only a server on this machine is talked to, whatever the file in the data directory says. */
function localUrl(url: string | null): string | undefined {
  if (url === null || !URL.canParse(url)) return undefined
  const { protocol, hostname: name, origin } = new URL(url)
  const isLocal = isLoopbackName(name) || ownAddresses().includes(name.replace(/^\[(.*)\]$/, '$1'))
  return protocol === 'http:' && isLocal ? origin : undefined
}

/** A server with keys may listen on another address of this machine than the loopback. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    addresses => addresses?.map(({ address }) => address) ?? [],
  )
}
