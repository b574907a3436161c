import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock } from '../../core/clock.js'
import { readConfig, type Config } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { UploadJobs, type Uploads } from '../../ingest/uploads/upload-jobs.js'
import { UploadSpool } from '../../ingest/uploads/upload-spool.js'
import { openFileReading } from '../../main.js'
import { Access } from '../../server/access/access.js'
import { createApp } from '../../server/app.js'
import type { ServerDeps } from '../../server/deps.js'
import { createFakeRooms, type FakeRooms } from './fakes.js'

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is; an object is sent as JSON. */
  readonly body?: string | Buffer | object
}

export interface Received {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body as JSON; throws when it is not. */
  json(): Record<string, unknown>
}

export interface TestServer {
  readonly port: number
  readonly rooms: FakeRooms
  readonly access: Access
  readonly stopping: AbortController
  readonly cutoff: AbortController
  readonly send: (path: string, sent?: Sent) => Promise<Received>
  close(): Promise<void>
}

export function testDeps(
  rooms: FakeRooms,
  environment: Record<string, string> = {},
  clock: Clock = systemClock,
): Omit<ServerDeps, 'lifecycle'> {
  const config = readConfig({ PORT: '0', ...environment })
  const log = createLogger('silent')
  const parts = { records: rooms.archive.access, clock, log }
  const failuresPerMinute = config.YOUJU_AUTH_FAILURES_PER_MINUTE
  return {
    ...rooms,
    access: new Access({ ...parts, failuresPerMinute }, { keys: [], sites: [], secret: 'a secret' }),
    config,
    log,
    uploads: testUploads(rooms, config),
    clock,
    webDir: '/nonexistent',
  }
}

/** Real ones, in a folder that is made when the first upload comes. */
function testUploads({ archive, ingestor }: FakeRooms, config: Config): Uploads {
  const folder = join(tmpdir(), `youju-uploads-${randomUUID()}`)
  const spool = new UploadSpool(folder, {
    maxBytes: config.YOUJU_UPLOAD_MAX_BYTES,
    fileMaxBytes: config.YOUJU_UPLOAD_FILE_MAX_BYTES,
    maxFiles: config.YOUJU_UPLOAD_MAX_FILES,
  })
  const log = createLogger('silent')
  const reading = openFileReading(config, log)
  const kept = { clock: systemClock, retryDays: 7, retryMaxBytes: 1_000_000 }
  return { spool, jobs: new UploadJobs({ archive, ingestor, reading, spool, log, ...kept }) }
}

/** The real app over real HTTP on a free port. */
export async function startTestServer(
  overrides: Partial<ServerDeps> = {},
  environment: Record<string, string> = {},
): Promise<TestServer> {
  const rooms = createFakeRooms()
  const stopping = new AbortController()
  const cutoff = new AbortController()
  const lifecycle = { stopping: stopping.signal, cutoff: cutoff.signal }
  const deps = testDeps(rooms, environment, overrides.clock)
  const server = createServer(createApp({ ...deps, lifecycle, ...overrides }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    rooms,
    access: overrides.access ?? deps.access,
    stopping,
    cutoff,
    send: (path, sent) => send(port, path, sent),
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** An answer that has begun. */
export interface Begun {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** All of it, once it has ended; rejects when it breaks off. */
  readonly text: Promise<string>
  /** Closes the connection. */
  leave(): void
  pause(): void
  resume(): void
}

/** Unlike fetch, lets a test choose every header, Host and Origin included, and a path of any form. */
export async function send(port: number, path: string, sent: Sent = {}): Promise<Received> {
  const { status, headers, text: whole } = await begin(port, path, sent)
  const text = await whole
  return { status, headers, text, json: () => JSON.parse(text) as Record<string, unknown> }
}

/** Resolves as soon as the head of the answer is there. */
export function begin(port: number, path: string, { method, headers = {}, body }: Sent = {}): Promise<Begun> {
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  const payload = body === undefined || isText ? body : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      port,
      path,
      host: '127.0.0.1',
      agent: false,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...type, ...headers },
    })
    outgoing.on('error', reject)
    outgoing.on('response', incoming => {
      const text = new Promise<string>((whole, broken) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', broken)
        incoming.on('end', () => {
          whole(Buffer.concat(chunks).toString('utf8'))
        })
      })
      // A test that leaves early does not look at the text.
      text.catch(() => undefined)
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        text,
        leave: () => outgoing.destroy(),
        pause: () => incoming.pause(),
        resume: () => incoming.resume(),
      })
    })
    outgoing.end(payload)
  })
}
