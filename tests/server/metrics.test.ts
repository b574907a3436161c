import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Answer } from '../../answer/answer.js'
import { packageRoot } from '../../core/package-root.js'
import { readConfig } from '../../core/config.js'
import { openTelemetry } from '../../server/observe/open-telemetry.js'
import { Telemetry } from '../../server/observe/telemetry.js'
import { expectProblem } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer | undefined
afterEach(() => server?.close())

const timings = { interpret: 1, keyword: 4, vector: 6, fuse: 1, read: 3, generate: 0.01, verify: 2 }
const ANSWER: Answer = {
  ...{ id: 'ans_1', question: '图书馆几点开门', standaloneQuestion: '图书馆几点开门', answered: true },
  mode: 'extractive',
  ...{ confidence: 1, text: '', blocks: [], sources: [], refusal: null, degraded: null },
  ...{ conversationId: 'conv_1', tookMs: 1 },
}

/** A server whose answerer tells its telemetry what it did, as the real one does. */
async function startObserved(telemetry: Telemetry, environment: Record<string, string> = {}) {
  const answerer = {
    answer: () => {
      telemetry.answered(ANSWER, timings)
      return Promise.resolve(ANSWER)
    },
  }
  server = await startTestServer({ telemetry, answerer }, environment)
  return server
}

const valueOf = (text: string, sample: string) =>
  Number(
    text
      .split('\n')
      .find(line => line.startsWith(`${sample} `))
      ?.split(' ')
      .at(-1),
  )

describe('/metrics', () => {
  it('counts requests, stages, answers and refusals from the first look on', async () => {
    const { send } = await startObserved(new Telemetry())
    await send('/metrics')
    await send('/v1/answers', { body: { question: '图书馆几点开门' } })
    await send('/v1/answers', { body: { question: 7 } })
    await send('/v1/collections/nowhere')
    const { text, headers } = await send('/metrics')
    expect(headers['content-type']).toContain('text/plain')
    const requests = 'youju_request_duration_seconds_count'
    expect(valueOf(text, `${requests}{method="POST",route="/v1/answers",status="200"}`)).toBe(1)
    expect(valueOf(text, `${requests}{method="GET",route="/v1/collections/{collection}",status="404"}`)).toBe(
      1,
    )
    expect(valueOf(text, 'youju_refusals_total{code="invalid_request"}')).toBe(1)
    expect(valueOf(text, 'youju_answers_total{mode="extractive",outcome="answered"}')).toBe(1)
    expect(valueOf(text, 'youju_stage_duration_seconds_sum{stage="vector"}')).toBeCloseTo(0.006)
    // Nothing was written by a model.
    expect(text).not.toContain('stage="generate"')
    expect(valueOf(text, 'youju_gate_places{gate="question",state="running"}')).toBe(0)
    expect(text).not.toContain('图书馆')
  })

  it('has few values of every label, whatever is sent', async () => {
    const { send } = await startObserved(new Telemetry())
    await send('/metrics')
    for (let index = 0; index < 50; index++) {
      await send(`/v1/collections/c${index}`)
      await send(`/nowhere/${index}`, { method: 'PROPFIND' })
    }
    const { text } = await send('/metrics')
    const samples = text.split('\n').filter(line => line.startsWith('youju_request_duration_seconds_count'))
    expect(samples.length).toBeLessThan(6)
  })

  it('is for administrators, or for those that a setting names', async () => {
    const made = { name: null, collections: null, expiresAt: null }
    for (const [setting, expected] of [
      ['admin', [401, 403, 403, 200]],
      ['reader', [401, 403, 200, 200]],
      ['anyone', [200, 200, 200, 200]],
    ] as const) {
      const observed = await startObserved(new Telemetry(), { YOUJU_METRICS_ROLE: setting })
      const { access, send } = observed
      const limited = await access.keys.create({ ...made, role: 'reader', collections: ['default'] })
      const reader = await access.keys.create({ ...made, role: 'reader' })
      const admin = await access.keys.create({ ...made, role: 'admin' })
      const tokens = [undefined, limited.token, reader.token, admin.token]
      const statuses = []
      for (const token of tokens) {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
        statuses.push((await send('/metrics', { headers })).status)
      }
      expect(statuses).toEqual(expected)
      await observed.close()
    }
    server = undefined
  })

  it('has every figure of the Grafana dashboard', async () => {
    const { send } = await startObserved(new Telemetry())
    await send('/metrics')
    const { text } = await send('/metrics')
    const known = new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gmu)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    )
    const file = await readFile(join(packageRoot(), 'docs/grafana/youju.json'), 'utf8')
    const dashboard = JSON.parse(file) as { panels: { targets: { expr: string }[] }[] }
    const used = dashboard.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/youju_\w+/gu) ?? []),
    )
    expect(used.length).toBeGreaterThan(10)
    expect(used.filter(name => !known.has(name))).toEqual([])
  })
})

describe('traces', () => {
  it('reach an OTLP receiver, with a span for each stage and no text', async () => {
    const bodies: string[] = []
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString('utf8'))
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      })
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` }
    const telemetry = await openTelemetry(readConfig(endpoint))
    const { send } = await startObserved(telemetry)
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'seen-by-caller' }
    await send('/v1/answers', { headers, body: { question: '图书馆几点开门' } })
    await telemetry.close()
    receiver.close()
    const spans = bodies.flatMap(body => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: {
          scopeSpans: { spans: { name: string; traceId: string; parentSpanId?: string }[] }[]
        }[]
      }
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(scope => scope.spans))
    })
    const names = spans.map(({ name }) => name).sort()
    const stages = ['interpret', 'keyword', 'vector', 'fuse', 'read', 'verify']
    expect(names).toEqual(['POST /v1/answers', 'answer', ...stages].sort())
    expect(new Set(spans.map(span => span.traceId))).toEqual(new Set([traceId]))
    expect(bodies.join()).toContain('seen-by-caller')
    expect(bodies.join()).not.toContain('图书馆')
  })

  it('of a receiver that is gone delay nothing', async () => {
    const telemetry = await openTelemetry(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }))
    const { send } = await startObserved(telemetry)
    expect((await send('/v1/answers', { body: { question: '图书馆几点开门' } })).status).toBe(200)
    const closing = performance.now()
    await telemetry.close()
    expect(performance.now() - closing).toBeLessThan(15_000)
  })

  it('are not begun without a receiver', async () => {
    expectProblem(
      await (await startObserved(await openTelemetry(readConfig({})))).send('/nowhere'),
      404,
      'route_not_found',
    )
  })
})
