import type { Config } from '../../core/config.js'
import { Telemetry } from './telemetry.js'

/** Traces are loaded only when somebody receives them; metrics when they are first read (server/routes/metrics.ts). */
export async function openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Config): Promise<Telemetry> {
  const telemetry = new Telemetry()
  if (endpoint === undefined) return telemetry
  const { Tracing } = await import('./tracing.js')
  telemetry.add(new Tracing(endpoint))
  return telemetry
}
