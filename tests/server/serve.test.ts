import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { SearchResult } from '../../retrieval/search.js'
import { serve, stopOnSignal, type RunningServer, type ServeDeps } from '../../server/serve.js'
import { eventsOf, expectProblem } from './conformance.js'
import { NOTHING_ASKED } from './nothing-asked.js'
import { deferred } from './deferred.js'
import { createFakeRooms } from './fakes.js'
import { begin, send, testDeps } from './test-server.js'

const NOTHING: SearchResult = { hits: [], interpreted: {}, asked: NOTHING_ASKED }
const search = { body: { query: '图书馆' } }

let running: RunningServer | undefined
afterEach(() => running?.stop())

async function start(overrides: Partial<ServeDeps> = {}, environment: Record<string, string> = {}) {
  running = await serve({ ...testDeps(createFakeRooms(), environment), ...overrides })
  return running
}

/** What comes back for bytes that are not necessarily HTTP. */
function sendRaw(port: number, bytes: string, { halfOpen = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (halfOpen) socket.write(bytes)
      else socket.end(bytes)
    })
    let received = ''
    socket.on('data', data => (received += data.toString()))
    socket.on('close', () => {
      resolve(received)
    })
    socket.on('error', reject)
  })
}

describe('serve', () => {
  it('listens on a free port of the loopback and says where', async () => {
    const { url, port } = await start()
    expect(url).toBe(`http://127.0.0.1:${port}`)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'youju.example', '127.0.0.1.nip.io'])(
    'refuses to listen on %s without keys, and says what to do',
    async host => {
      await expect(serve(testDeps(createFakeRooms(), { HOST: host }))).rejects.toMatchObject({
        code: 'listen_refused',
        message: expect.stringMatching(/youju keys create.*127\.0\.0\.1/) as string,
      })
    },
  )

  it('says that the port is taken', async () => {
    const { port } = await start()
    await expect(serve(testDeps(createFakeRooms(), { PORT: String(port) }))).rejects.toMatchObject({
      code: 'address_in_use',
    })
  })

  it.each([
    ['not HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
    ['no Host', 'GET /healthz HTTP/1.0\r\n\r\n', 403, 'forbidden_origin'],
    ['an empty Host', 'GET /healthz HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 403, 'forbidden_origin'],
    [
      'a body of two lengths',
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'invalid_request',
    ],
    [
      'headers over 16 KiB',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ] as const)('answers %s with a problem', async (...[, bytes, status, code]) => {
    const { port } = await start()
    const received = await sendRaw(port, bytes)
    expect(received).toContain(`HTTP/1.1 ${status}`)
    expect(received).toContain('application/problem+json')
    expect(received).toContain(`"code":"${code}"`)
    expect((await send(port, '/healthz')).status).toBe(200)
  })
})

describe('a request that does not arrive in time', () => {
  it.each([
    ['headers', 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'a body',
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('is answered 408 for %s', async (_part, bytes) => {
    const { port } = await start({}, { YOUJU_REQUEST_TIMEOUT_MS: '1000' })
    const received = await sendRaw(port, bytes, { halfOpen: true })
    expect(received).toContain('HTTP/1.1 408')
    expect(received).toContain('"code":"request_timeout"')
    expect((await send(port, '/healthz')).status).toBe(200)
  })
})

describe('stop', () => {
  it('lets requests in flight finish, refuses new connections, and resolves', async () => {
    const begun = deferred<undefined>()
    const found = deferred<SearchResult>()
    const server = await start({
      retriever: {
        search: () => {
          begun.resolve(undefined)
          return found.promise
        },
      },
    })
    const searching = send(server.port, '/v1/search', search)
    await begun.promise
    const stopped = server.stop()
    await expect(send(server.port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    found.resolve(NOTHING)
    expect((await searching).status).toBe(200)
    await stopped
    await server.stop()
  })

  it('gives up what does not finish in time: a problem, or an error event', async () => {
    const rooms = createFakeRooms()
    const begun = deferred<undefined>()
    const server = await start(
      {
        retriever: {
          search: () => {
            begun.resolve(undefined)
            return new Promise(() => undefined)
          },
        },
        answerer: {
          answer: (_request, progress) => {
            progress?.onSources?.([])
            return new Promise(() => undefined)
          },
        },
        archive: rooms.archive,
      },
      { YOUJU_SHUTDOWN_TIMEOUT_MS: '100' },
    )
    const accept = { accept: 'text/event-stream' }
    const job = await rooms.archive.createJob('reindex', 1)
    const searching = send(server.port, '/v1/search', search)
    await begun.promise
    const asked = { body: { question: '图书馆' }, headers: accept }
    const answering = await begin(server.port, '/v1/answers', asked)
    const following = await begin(server.port, `/v1/jobs/${job.id}`, { headers: accept })
    await server.stop()
    expectProblem(await searching, 503, 'shutting_down')
    for (const stream of [answering, following]) {
      expect(eventsOf(await stream.text).at(-1)).toMatchObject({
        event: 'error',
        data: { code: 'shutting_down', status: 503 },
      })
    }
  })
})

describe('stopOnSignal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'runs the stop on %s, once, and leaves no listener',
    async signal => {
      const before = process.listenerCount(signal)
      const stops: string[] = []
      const stopped = stopOnSignal(() => {
        stops.push(signal)
        return Promise.resolve()
      })
      expect(stops).toEqual([])
      process.emit(signal)
      await stopped
      expect(stops).toEqual([signal])
      expect(process.listenerCount(signal)).toBe(before)
    },
  )
})
