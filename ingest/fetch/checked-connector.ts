import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import type { buildConnector } from 'undici'
import type { AddressPolicy } from './address-policy.js'
import { notPublic, portOf } from './check-url.js'

export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>

/** Asks the name service once, for every address of a host. */
export const resolveHost: ResolveHost = host => lookup(host, { all: true, verbatim: true })

export interface CheckedConnectorOptions {
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
  /** undici's, handed in because the library is loaded at first use. */
  readonly build: typeof buildConnector
  readonly timeoutMs: number
}

/**
 * Makes connections to addresses that were checked, and to no other: the name is resolved once, and what was
 * checked is what is connected to. A name that answers differently the second time (DNS rebinding) gains nothing.
 */
export function createCheckedConnector(options: CheckedConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    checkedAddresses(target, options).then(
      addresses => {
        const connect = options.build({ timeout: options.timeoutMs, lookup: pinnedTo(addresses) })
        connect(target, callback)
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null)
      },
    )
  }
}

/** @throws {AppError} `fetch_refused` when none of the host's addresses may be connected to */
async function checkedAddresses(
  { hostname: host, port: given, protocol }: buildConnector.Options,
  { policy, resolve }: CheckedConnectorOptions,
): Promise<readonly LookupAddress[]> {
  const port = portOf({ port: given, protocol })
  const family = isIP(host)
  const found = family === 0 ? await resolve(host) : [{ address: host, family }]
  const allowed = found.filter(({ address }) => policy.mayConnect({ host, address, port }))
  if (allowed.length === 0) throw notPublic({ host: `${host}:${port}` })
  return allowed
}

function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses
    if (all === true) callback(null, [...addresses])
    else if (first !== undefined) callback(null, first.address, first.family)
  }
}
