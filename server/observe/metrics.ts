import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Observer, RequestFacts, WorkFacts } from './telemetry.js'
import { addGauges, type MetricSources } from './gauges.js'

const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const STAGE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]
const NANOSECONDS = 1e9

/**
 * What Prometheus reads. Every label has few values: routes by their template, codes of the table of errors, stages,
 * the first hundred collections.
 */
export class Metrics implements Observer {
  readonly registry = new Registry()
  private readonly requests: Histogram<'method' | 'route' | 'status'>
  private readonly stages: Histogram<'stage'>
  private readonly failures: Counter<'code'>
  private readonly answers: Counter<'mode' | 'outcome'>
  private readonly degraded: Counter<'code'>

  constructor(sources: MetricSources) {
    const registers = [this.registry]
    this.requests = new Histogram({
      ...{
        name: 'youju_request_duration_seconds',
        help: 'Requests, from their head to the end of the answer',
      },
      ...{ labelNames: ['method', 'route', 'status'], buckets: REQUEST_BUCKETS, registers },
    })
    this.stages = new Histogram({
      ...{ name: 'youju_stage_duration_seconds', help: 'Stages of searches and answers', registers },
      ...{ labelNames: ['stage'], buckets: STAGE_BUCKETS },
    })
    this.failures = new Counter({
      ...{ name: 'youju_refusals_total', help: 'Requests refused or failed, by code of docs/errors.md' },
      ...{ labelNames: ['code'], registers },
    })
    this.answers = new Counter({
      ...{ name: 'youju_answers_total', help: 'Answers by who wrote them and what came of it' },
      ...{ labelNames: ['mode', 'outcome'], registers },
    })
    this.degraded = new Counter({
      ...{ name: 'youju_answers_degraded_total', help: 'Answers quoted because the language model failed' },
      ...{ labelNames: ['code'], registers },
    })
    addGauges(this.registry, sources)
    addEventLoop(this.registry)
  }

  worked({ timings, answer }: WorkFacts): void {
    for (const [stage, ms] of Object.entries(timings)) this.stages.observe({ stage }, ms / 1000)
    if (answer === undefined) return
    this.answers.inc({ mode: answer.mode, outcome: answer.refusal?.code ?? 'answered' })
    if (answer.degraded !== null) this.degraded.inc({ code: answer.degraded.code })
  }

  requested({ method, route, status, code, ms }: RequestFacts): void {
    this.requests.observe({ method: knownMethod(method), route, status: String(status) }, ms / 1000)
    if (code !== undefined) this.failures.inc({ code })
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

function knownMethod(method: string): string {
  return METHODS.has(method) ? method : 'other'
}

function addEventLoop(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  new Gauge({
    name: 'youju_event_loop_delay_seconds',
    help: 'How late the main thread was since the last look',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : 0)
      this.set({ quantile: '0.5' }, seconds(delay.percentile(50)))
      this.set({ quantile: '0.99' }, seconds(delay.percentile(99)))
      this.set({ quantile: '1' }, seconds(delay.max))
      delay.reset()
    },
  })
}
