import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { Answerer } from '../../answer/answer.js'
import { AppError } from '../../core/errors.js'
import type { Retriever, SearchResult } from '../../retrieval/search.js'
import { CallerGone } from '../../server/http/work.js'
import { eventsOf, expectProblem } from './conformance.js'
import { NOTHING_ASKED } from './nothing-asked.js'
import { deferred } from './deferred.js'
import { begin, send, startTestServer, type Received, type TestServer } from './test-server.js'

const NOTHING: SearchResult = { hits: [], interpreted: {}, asked: NOTHING_ASKED }

let server: TestServer | undefined
afterEach(() => server?.close())

/** A retriever whose searches last until they are released, and that tells when one has begun. */
function heldRetriever() {
  const releases: (() => void)[] = []
  const signals: AbortSignal[] = []
  const begun = new EventTarget()
  const retriever: Retriever = {
    search(_request, signal) {
      if (signal !== undefined) signals.push(signal)
      return new Promise(resolve => {
        releases.push(() => {
          resolve(NOTHING)
        })
        begun.dispatchEvent(new Event('begun'))
      })
    },
  }
  return {
    retriever,
    signals,
    running: () => releases.length,
    release: () => releases.shift()?.(),
    nextBegun: () => once(begun, 'begun'),
  }
}

const search = { body: { query: '图书馆' } }

describe('the gate', () => {
  it('turns away at once, with Retry-After, what is more than may be in hand', async () => {
    const held = heldRetriever()
    const limits = { YOUJU_CONCURRENT_REQUESTS: '4', YOUJU_CONCURRENT_SEARCHES: '4' }
    server = await startTestServer({ retriever: held.retriever }, limits)
    const { port } = server
    const settled: Received[] = []
    const sixRefused = deferred<undefined>()
    const sent = Array.from({ length: 10 }, async () => {
      settled.push(await send(port, '/v1/search', search))
      if (settled.length === 6) sixRefused.resolve(undefined)
    })
    await sixRefused.promise
    for (const refused of settled) {
      expectProblem(refused, 429, 'too_many_requests')
      expect(refused.headers['retry-after']).toBe('1')
    }
    expect(held.running()).toBe(4)
    for (let released = 0; released < 4; released++) held.release()
    await Promise.all(sent)
    expect(settled.slice(6).map(({ status }) => status)).toEqual(Array(4).fill(200))
  })

  it('leaves what is cheap open while it is full', async () => {
    const held = heldRetriever()
    server = await startTestServer({ retriever: held.retriever }, { YOUJU_CONCURRENT_REQUESTS: '1' })
    const first = server.send('/v1/search', search)
    await held.nextBegun()
    expect((await server.send('/v1/collections')).status).toBe(200)
    const add = { body: { documents: [{ title: 'a', text: 'b' }] } }
    expect((await server.send('/v1/collections/default/documents', add)).status).toBe(200)
    held.release()
    expect((await first).status).toBe(200)
  })
})

describe('work for a request', () => {
  it('is aborted when the caller goes away, and its place is free again', async () => {
    const aborted = deferred<unknown>()
    const began = deferred<undefined>()
    const answerer: Answerer = {
      answer: (_request, _progress, signal) =>
        new Promise((_resolve, reject) => {
          began.resolve(undefined)
          signal?.addEventListener('abort', () => {
            aborted.resolve(signal.reason)
            reject(signal.reason as Error)
          })
        }),
    }
    server = await startTestServer({ answerer }, { YOUJU_CONCURRENT_REQUESTS: '1' })
    const controller = new AbortController()
    const asking = fetch(`http://127.0.0.1:${server.port}/v1/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"question":"图书馆"}',
      signal: controller.signal,
    })
    await began.promise
    controller.abort()
    await expect(asking).rejects.toThrow()
    expect(await aborted.promise).toBeInstanceOf(CallerGone)
    expect((await server.send('/v1/search', search)).status).toBe(200)
  })

  it('answers timed_out at the deadline even when the work does not notice, and keeps its place until it ends', async () => {
    const held = heldRetriever()
    server = await startTestServer(
      { retriever: held.retriever },
      { YOUJU_REQUEST_TIMEOUT_MS: '1000', YOUJU_CONCURRENT_REQUESTS: '1' },
    )
    const first = server.send('/v1/search', search)
    expectProblem(await first, 503, 'timed_out')
    expect(held.signals[0]?.aborted).toBe(true)
    expectProblem(await server.send('/v1/search', search), 429, 'too_many_requests')
    expect(held.running()).toBe(1)
    held.release()
    const second = server.send('/v1/search', search)
    await held.nextBegun()
    held.release()
    expect((await second).status).toBe(200)
  })

  it('is given up with shutting_down at the cutoff, as a problem or as the last event', async () => {
    const waiting: Answerer = {
      answer: (_request, progress) => {
        progress?.onSources?.([])
        return new Promise(() => undefined)
      },
    }
    const held = heldRetriever()
    server = await startTestServer({ answerer: waiting, retriever: held.retriever })
    const searching = server.send('/v1/search', search)
    await held.nextBegun()
    const streaming = await begin(server.port, '/v1/answers', {
      body: { question: '图书馆' },
      headers: { accept: 'text/event-stream' },
    })
    server.cutoff.abort(new AppError('shutting_down', 'The server is stopping.'))
    expectProblem(await searching, 503, 'shutting_down')
    const events = eventsOf(await streaming.text)
    expect(events.map(({ event }) => event)).toEqual(['sources', 'error'])
    expect(events.at(-1)?.data).toMatchObject({ code: 'shutting_down', status: 503 })
  })

  it('is refused once the stop has begun', async () => {
    server = await startTestServer()
    server.stopping.abort()
    const refused = await server.send('/v1/search', search)
    expectProblem(refused, 503, 'shutting_down')
    expect(refused.headers.connection).toBe('close')
  })
})

describe('an event stream', () => {
  const streamed = { body: { question: '图书馆' }, headers: { accept: 'text/event-stream' } }

  it('is kept open with comments while nothing happens', async () => {
    const asked = deferred<AbortSignal | undefined>()
    const answerer: Answerer = {
      answer: (_request, _progress, signal) => {
        asked.resolve(signal)
        return new Promise(() => undefined)
      },
    }
    server = await startTestServer({ answerer, heartbeatMs: 5 })
    const stream = await begin(server.port, '/v1/answers', streamed)
    expect(stream.status).toBe(200)
    const signal = await asked.promise
    server.cutoff.abort(new AppError('shutting_down', 'The server is stopping.'))
    expect(await stream.text).toMatch(/^(: keep-alive\n\n)+event: error\n/)
    expect(signal?.aborted).toBe(true)
  })

  it('answers a failure before the first event with its HTTP status', async () => {
    const answerer: Answerer = {
      answer: () => Promise.reject(new AppError('collection_not_found', 'There is no such collection.')),
    }
    server = await startTestServer({ answerer })
    expectProblem(await server.send('/v1/answers', streamed), 404, 'collection_not_found')
  })

  it('sends a failure after the first event as the last event, without its secrets', async () => {
    const answerer: Answerer = {
      answer: (_request, progress) => {
        progress?.onDelta?.('图书馆', 0)
        return Promise.reject(new Error('secret path /home/x'))
      },
    }
    server = await startTestServer({ answerer })
    const { text } = await server.send('/v1/answers', streamed)
    expect(eventsOf(text)).toMatchObject([
      { event: 'delta', data: { index: 0, text: '图书馆' } },
      { event: 'error', data: { code: 'internal_error', status: 500 } },
    ])
    expect(text).not.toContain('secret')
  })

  it('cuts off a reader that does not read, and stops the work', async () => {
    const ended = deferred<unknown>()
    const answerer: Answerer = {
      answer: (_request, progress, signal) =>
        new Promise((_resolve, reject) => {
          const flood = setInterval(() => progress?.onDelta?.('长'.repeat(400_000), 0), 1)
          signal?.addEventListener('abort', () => {
            clearInterval(flood)
            ended.resolve(signal.reason)
            reject(signal.reason as Error)
          })
        }),
    }
    server = await startTestServer({ answerer })
    const stream = await begin(server.port, '/v1/answers', streamed)
    stream.pause()
    expect(await ended.promise).toBeInstanceOf(CallerGone)
    stream.leave()
  })
})
