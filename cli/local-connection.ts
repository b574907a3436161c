import type { Youju } from '../main.js'
import { LOOPBACK_CALLER } from '../server/auth.js'
import { callRoute } from '../server/call-route.js'
import { createRouteTable } from '../server/route-table.js'
import type { Connection } from './connection.js'

/** Carries the calls out in this process, which holds the data directory: the routes without HTTP. */
export function createLocalConnection(youju: Youju): Connection {
  // Nobody stops a command but the signal that ends the process.
  const { signal } = new AbortController()
  const routes = createRouteTable({ ...youju, lifecycle: { stopping: signal, cutoff: signal } })
  return {
    jobs: youju.archive,
    reading: youju.reading,
    sources: youju.archive.sources,
    call: call => callRoute(routes, call, { caller: LOOPBACK_CALLER, signal, stopping: signal }),
    close: () => youju.close(),
  }
}
