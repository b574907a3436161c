import type { Youju } from '../main.js'
import { auditEntry, isAudited, targetOf } from '../server/access/audit-entry.js'
import { LOOPBACK_CALLER } from '../server/access/auth.js'
import { callRoute, type ApiCall } from '../server/http/call-route.js'
import { createRouteTable } from '../server/route-table.js'
import type { Connection } from './connection.js'

/** Carries the calls out in this process, which holds the data directory: the routes without HTTP. */
export function createLocalConnection(youju: Youju): Connection {
  // Nobody stops a command but the signal that ends the process.
  const { signal } = new AbortController()
  const routes = createRouteTable({ ...youju, lifecycle: { stopping: signal, cutoff: signal } })
  const record = async ({ method, path, params }: ApiCall, replied: unknown): Promise<void> => {
    const route = routes.find(candidate => candidate.method === method && candidate.path === path)
    if (route === undefined || !isAudited(route)) return
    const { operationId } = route
    const authentication = { caller: LOOPBACK_CALLER }
    const context = {
      requestId: 'command',
      authentication,
      operationId,
      route: path,
      target: targetOf(params),
    }
    const now = youju.clock.now()
    await youju.access.audit.record(auditEntry({ context, outcome: 'ok', now, address: undefined, replied }))
  }
  return {
    jobs: youju.archive,
    isLocal: true,
    reading: youju.reading,
    sources: youju.archive.sources,
    events: undefined,
    async call(call) {
      const body = await callRoute(routes, call, { caller: LOOPBACK_CALLER, signal, stopping: signal })
      await record(call, body)
      return body
    },
    close: () => youju.close(),
  }
}
