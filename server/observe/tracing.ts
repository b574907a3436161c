import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Tracer,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import type { Observer, RequestFacts, Stage, WorkFacts } from './telemetry.js'

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
/** In the order in which they run; `keyword` and `vector` run side by side. */
const ORDER: readonly (readonly Stage[])[] = [
  ['interpret'],
  ['keyword', 'vector'],
  ['fuse'],
  ['read'],
  ['generate'],
  ['verify'],
]

/**
 * Sends a span for each request, with one for each stage of its searches and answers, to an OTLP receiver. What
 * it is told besides is up to the standard variables (OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME). No text of a question or a document is in it. Nothing is registered globally.
 */
export class Tracing implements Observer {
  private readonly provider: NodeTracerProvider
  private readonly tracer: Tracer

  /** @param endpoint base address of the receiver, without `/v1/traces` */
  constructor(endpoint: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': process.env['OTEL_SERVICE_NAME'] ?? 'youju' }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    })
    this.tracer = this.provider.getTracer('youju')
  }

  requested(facts: RequestFacts): void {
    const { method, route, status, code, requestId, startedAtMs, ms } = facts
    const span = this.tracer.startSpan(
      `${method} ${route}`,
      {
        kind: SpanKind.SERVER,
        startTime: new Date(startedAtMs),
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
          'youju.request_id': requestId,
          ...(code === undefined ? {} : { 'error.type': code }),
        },
      },
      parentOf(facts.traceParent),
    )
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    const context = trace.setSpan(ROOT_CONTEXT, span)
    for (const work of facts.work) this.addWork(work, context)
    span.end(new Date(startedAtMs + ms))
  }

  /** Sends what waits; a receiver that is gone is not waited for long. */
  async close(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined)
  }

  /** Stages are laid out from their durations, the last of them ending when the work did. */
  private addWork({ timings, answer, endedAtMs }: WorkFacts, parent: Context): void {
    const steps = ORDER.map(stages => Math.max(0, ...stages.map(stage => timings[stage] ?? 0)))
    let atMs = endedAtMs - steps.reduce((sum, ms) => sum + ms, 0)
    const attributes = answer && {
      'youju.mode': answer.mode,
      'youju.outcome': answer.refusal?.code ?? 'answered',
      ...(answer.degraded === null ? {} : { 'youju.degraded': answer.degraded.code }),
    }
    const span = this.tracer.startSpan(
      answer === undefined ? 'search' : 'answer',
      { startTime: new Date(atMs), ...(attributes && { attributes }) },
      parent,
    )
    const context = trace.setSpan(ROOT_CONTEXT, span)
    ORDER.forEach((stages, step) => {
      for (const stage of stages) {
        const ms = timings[stage]
        if (ms === undefined) continue
        this.tracer.startSpan(stage, { startTime: atMs }, context).end(atMs + ms)
      }
      atMs += steps[step] ?? 0
    })
    span.end(new Date(endedAtMs))
  }
}

function parentOf(traceParent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(traceParent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
