import type { Youju } from '../main.js'
import { LOOPBACK_CALLER } from '../server/auth.js'
import { createRouteTable } from '../server/route-table.js'
import { validate } from '../server/validate.js'
import type { Connection } from './connection.js'

/** Carries the calls out in this process, which holds the data directory: the routes without HTTP. */
export function createLocalConnection(youju: Youju): Connection {
  // Nobody stops a command but the signal that ends the process.
  const { signal } = new AbortController()
  const routes = createRouteTable({ ...youju, lifecycle: { stopping: signal, cutoff: signal } })
  return {
    jobs: youju.archive,
    async call({ method, path, params = {}, query = {}, body }) {
      const route = routes.find(candidate => candidate.method === method && candidate.path === path)
      if (route === undefined) throw new Error(`there is no route ${method} ${path}`)
      const reply = await route.handle({
        params: route.params && validate(route.params, params, 'path'),
        query: route.query && validate(route.query, query, 'query'),
        headers: route.headers && validate(route.headers, {}, 'headers'),
        body: route.body && validate(route.body.schema, body, 'body'),
        caller: LOOPBACK_CALLER,
        signal,
        stopping: signal,
      })
      return reply.body
    },
    close: () => youju.close(),
  }
}
