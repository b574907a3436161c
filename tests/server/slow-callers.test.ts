import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serve, type RunningServer, type ServeDeps } from '../../server/serve.js'
import { createFakeRooms } from './fakes.js'
import { send, testDeps } from './test-server.js'

/** The shortest time that is taken for slow; the machine of a test may be slow itself. */
const TIMEOUT_MS = 1000
const PATIENCE = { timeout: 20_000, interval: 50 }
vi.setConfig({ testTimeout: 30_000 })

let running: RunningServer | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await running?.stop()
})

async function start(overrides: Partial<ServeDeps> = {}): Promise<number> {
  const environment = {
    YOUJU_REQUEST_TIMEOUT_MS: String(TIMEOUT_MS),
    YOUJU_UPLOAD_TIMEOUT_MS: '60000',
    YOUJU_SHUTDOWN_TIMEOUT_MS: '100',
  }
  running = await serve({ ...testDeps(createFakeRooms(), environment), ...overrides })
  return running.port
}

interface Caller {
  readonly socket: Socket
  readonly received: () => string
  readonly closed: Promise<unknown>
}

async function call(port: number, { allowHalfOpen = false } = {}): Promise<Caller> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  sockets.push(socket)
  let received = ''
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  socket.on('data', data => (received += data.toString()))
  await once(socket, 'connect')
  return { socket, received: () => received, closed }
}

/** Sends a part again and again, often enough to look alive, until the connection is ended for it. */
async function drip({ socket, closed }: Caller, part: string): Promise<void> {
  while (!socket.closed) {
    socket.write(part)
    await Promise.race([closed, delay(50)])
  }
}

const HEAD = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const FORM = 'multipart/form-data; boundary=b'
const UPLOAD =
  'POST /v1/collections/default/documents HTTP/1.1\r\nHost: localhost\r\n' +
  `Content-Type: ${FORM}\r\nContent-Length: 99999\r\n\r\n--b\r\n`

describe('a caller that is slow is cut, and nobody else notices', () => {
  it.each([
    ['headers, a line at a time', HEAD, 'X-A: a\r\n'],
    ['headers, a letter at a time', `${HEAD}X-A: `, 'a'],
    ['a body, a byte at a time', `${HEAD}Content-Length: 9999\r\n\r\n`, ' '],
    ['a body in chunks of one', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ])('%s', async (_what, beginning, part) => {
    const port = await start()
    const caller = await call(port)
    caller.socket.write(beginning)
    await drip(caller, part)
    expect(caller.received()).toContain('HTTP/1.1 408')
    expect(caller.received()).toContain('"code":"request_timeout"')
    expect((await send(port, '/healthz')).status).toBe(200)
  })

  it('an upload that stands still', async () => {
    const port = await start()
    const caller = await call(port)
    caller.socket.write(UPLOAD)
    await caller.closed
    expect(caller.received()).toContain('HTTP/1.1 408')
  })

  it('one that never begins', async () => {
    const port = await start()
    const caller = await call(port)
    await caller.closed
    expect((await send(port, '/healthz')).status).toBe(200)
  })

  it('a keep-alive connection that asks nothing more', async () => {
    const port = await start()
    const caller = await call(port)
    caller.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await caller.closed
    expect(caller.received()).toContain('HTTP/1.1 200')
  })
})

describe('a reader of a stream', () => {
  /** An answer without end, as fast as it is taken. */
  function endless() {
    const seen = { stopped: false }
    const answerer: ServeDeps['answerer'] = {
      async answer(_request, progress, signal) {
        const text = '字'.repeat(20_000)
        for (let index = 0; signal?.aborted !== true; index++) {
          progress?.onDelta?.(text, index)
          await delay(1)
        }
        seen.stopped = true
        throw signal.reason
      },
    }
    return { seen, answerer }
  }
  const body = JSON.stringify({ question: '图书馆' })
  const ask =
    `POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

  it('that reads nothing is cut, its work stops, and memory holds no more than the bound', async () => {
    const { seen, answerer } = endless()
    const port = await start({ answerer })
    const { socket } = await call(port)
    socket.write(ask)
    await once(socket, 'data')
    socket.pause()
    await vi.waitFor(() => {
      expect(seen.stopped).toBe(true)
    }, PATIENCE)
    expect((await send(port, '/healthz')).status).toBe(200)
  })

  it('that has closed its half still gets its answer; one that is gone stops the work', async () => {
    const port = await start()
    const half = await call(port, { allowHalfOpen: true })
    half.socket.end('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await half.closed
    expect(half.received()).toContain('HTTP/1.1 200')
    await running?.stop()
    const { seen, answerer } = endless()
    const gone = await call(await start({ answerer }))
    gone.socket.write(ask)
    await once(gone.socket, 'data')
    gone.socket.resetAndDestroy()
    await vi.waitFor(() => {
      expect(seen.stopped).toBe(true)
    }, PATIENCE)
  })
})

describe('what is too much of one request', () => {
  const raw = async (port: number, bytes: string): Promise<string> => {
    const caller = await call(port)
    caller.socket.write(bytes)
    await vi.waitFor(() => {
      expect(caller.received()).toMatch(/^HTTP\/1\.1 \d{3}/)
    }, PATIENCE)
    return caller.received()
  }

  it.each([
    ['one header of 20 KB', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`],
    [
      'thousands of headers',
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${'X-A: abc\r\n'.repeat(4000)}\r\n`,
    ],
    ['an address of 20 KB', `GET /healthz?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ])('%s is refused', async (_what, bytes) => {
    const port = await start()
    expect(await raw(port, bytes)).toContain('HTTP/1.1 431')
    expect((await send(port, '/healthz')).status).toBe(200)
  })

  it('no header is dropped for being one of many: what a proxy adds at the end still counts', async () => {
    const port = await start()
    const many = 'A:b\r\n'.repeat(2500)
    const proxied = `GET /v1/keys HTTP/1.1\r\nHost: 127.0.0.1\r\n${many}X-Forwarded-For: 203.0.113.7\r\n\r\n`
    const received = await raw(port, proxied)
    expect(received).toContain('HTTP/1.1 403')
    expect(received).toContain('forbidden_origin')
  })

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['a filter of lists', `{"query":"a","filters":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('nesting of 50,000 and more %s is refused', async (_what, nested) => {
    const port = await start()
    const headers = { 'content-type': 'application/json' }
    const received = await send(port, '/v1/search', { body: nested, headers })
    expect(received.status).toBe(400)
    expect((await send(port, '/healthz')).status).toBe(200)
  })
})
