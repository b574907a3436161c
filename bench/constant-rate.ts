import { Agent, request } from 'node:http'
import { quantile } from './service-process.js'

export interface Outcome {
  readonly status: number
  /** From the time at which it was due, so that a late driver hides nothing. */
  readonly ms: number
  /** When it was due, after the beginning. */
  readonly dueMs: number
}

export interface Load {
  readonly port: number
  readonly perSecond: number
  readonly seconds: number
  /** Body of the n-th question. */
  readonly body: (index: number) => object
}

const agent = new Agent({ keepAlive: true, maxSockets: 2000 })
const TICK_MS = 2

/** Sends questions at a constant rate, whatever becomes of those before. */
export async function atConstantRate({ port, perSecond, seconds, body }: Load): Promise<Outcome[]> {
  const startedAt = performance.now()
  const pending: Promise<Outcome>[] = []
  const total = Math.floor(perSecond * seconds)
  while (pending.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1)
    while (pending.length < due) {
      const dueMs = (pending.length * 1000) / perSecond
      const sent = ask(port, body(pending.length))
      pending.push(sent.then(status => ({ status, dueMs, ms: performance.now() - startedAt - dueMs })))
    }
    await new Promise(resolve => setTimeout(resolve, TICK_MS))
  }
  return Promise.all(pending)
}

/** So many callers that each ask again as soon as they are answered. @returns answers a second */
export async function closedLoop(
  { port, seconds, body }: Omit<Load, 'perSecond'>,
  callers: number,
): Promise<{ readonly perSecond: number; readonly times: number[] }> {
  const until = performance.now() + seconds * 1000
  const times: number[] = []
  let index = 0
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const askedAt = performance.now()
      if ((await ask(port, body(index++))) === 200) times.push(performance.now() - askedAt)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return { perSecond: times.length / seconds, times }
}

/** @returns the status; 0 when the connection failed */
export function ask(port: number, body: object): Promise<number> {
  return new Promise(resolve => {
    const payload = JSON.stringify(body)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
    const outgoing = request(
      { port, host: '127.0.0.1', path: '/v1/answers', method: 'POST', agent, headers },
      incoming => {
        incoming.resume()
        incoming.once('close', () => {
          resolve(incoming.statusCode ?? 0)
        })
      },
    )
    outgoing.once('error', () => {
      resolve(0)
    })
    outgoing.end(payload)
  })
}

/** Quantiles of times, milliseconds. */
export function quantiles(times: readonly number[]): Record<'p50' | 'p95' | 'p99' | 'max', number> {
  const at = (share: number) => quantile(times, share)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
