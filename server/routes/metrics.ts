import type { ServerDeps } from '../deps.js'
import type { Metrics } from '../observe/metrics.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'

type Deps = Pick<ServerDeps, 'archive' | 'config' | 'embedder' | 'gates' | 'telemetry'>

export function metricsRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  let metrics: Promise<Metrics> | undefined
  const role = deps.config.YOUJU_METRICS_ROLE
  return [
    defineRoute({
      method: 'get',
      path: '/metrics',
      operationId: 'metrics',
      tag: 'Operation',
      summary: 'Figures for Prometheus',
      description: 'Counting begins when they are first read, so that nobody else pays for it.',
      role,
      query: schemas.noQuery,
      responses: {
        200: {
          description: 'Prometheus’ text format',
          body: 'PlainText',
          mediaType: 'text/plain',
          example: 'youju_passages{collection="default"} 118\n',
        },
      },
      errors: [],
      async handle({ caller }) {
        if (role !== 'anyone') requireUnlimited(caller)
        metrics ??= openMetrics(deps)
        return reply(200, await (await metrics).registry.metrics())
      },
    }),
  ]
}

/** 12 MB of memory, for those who use it. */
async function openMetrics({ archive, config, embedder, gates, telemetry }: Deps): Promise<Metrics> {
  const { Metrics } = await import('../observe/metrics.js')
  const metrics = new Metrics({ archive, embedder, gates: gates ?? {}, dataDir: config.dataDir })
  telemetry?.add(metrics)
  return metrics
}
