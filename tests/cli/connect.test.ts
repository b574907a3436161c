import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../../cli/connect.js'
import { createHttpConnection } from '../../cli/http-connection.js'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openFileReading } from '../../main.js'
import { readLockOwner } from '../../store/embedded/directory-lock.js'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

/** No process starts before a file is read. */
const reading = openFileReading(readConfig({}), createLogger('silent'))
let workplace: Workplace
const endings: (() => unknown)[] = []

beforeEach(async () => {
  workplace = await Workplace.open()
})
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
  await workplace.close()
})

/** Another process that holds the data directory, and says that it serves it at this address. */
async function hold(url: string | null): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const lock = new URL('../../store/embedded/directory-lock.js', import.meta.url).href
  const program = `
    import { lockDirectory, publishLockUrl } from ${JSON.stringify(lock)}
    // Kept: what nobody refers to is collected, and with it the lock.
    globalThis.lock = lockDirectory(process.env.DIRECTORY, { now: () => new Date() })
    publishLockUrl(process.env.DIRECTORY, ${JSON.stringify(url)})
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env['PATH'], DIRECTORY: workplace.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  endings.push(kill)
  await once(child.stdout, 'data')
  return { pid: child.pid ?? 0, kill }
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  endings.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const config = () => readConfig({ YOUJU_DATA_DIR: workplace.dataDir })
const COLLECTION = {
  id: 'default',
  name: 'default',
  documents: 0,
  passages: 0,
  updated_at: '2025-01-01T00:00:00Z',
}
const COLLECTIONS = { method: 'get', path: '/v1/collections' } as const

describe('the owner of a data directory', () => {
  it('is known while it lives, and no longer', async () => {
    expect(readLockOwner(workplace.dataDir)).toBeUndefined()
    const holder = await hold('http://127.0.0.1:3000')
    expect(readLockOwner(workplace.dataDir)).toMatchObject({
      pid: holder.pid,
      host: hostname(),
      url: 'http://127.0.0.1:3000',
    })
    await holder.kill()
    await expect(readFile(`${workplace.dataDir}/owner.json`, 'utf8')).resolves.toContain('3000')
    expect(readLockOwner(workplace.dataDir)).toBeUndefined()
  })

  it('is not who held it before, while a new one has not said its name yet', async () => {
    const former = await hold('http://127.0.0.1:3000')
    const written = await readFile(`${workplace.dataDir}/owner.json`, 'utf8')
    await former.kill()
    await hold(null)
    await writeFile(`${workplace.dataDir}/owner.json`, written)
    expect(readLockOwner(workplace.dataDir)).toBeUndefined()
  })
})

const SOURCE = {
  ...{ id: 'src_1', collection: 'default', kind: 'file', address: '/docs', interval_minutes: null },
  ...{ items: 0, documents: 0, created_at: '2026-11-25T08:00:00Z', synced_at: null, next_sync_at: null },
  ...{ last_job_id: null, last_error: null },
}
const JOB = {
  ...{ id: 'job_1', kind: 'import', state: 'running', done: 0, total: 3, failed: 0 },
  ...{ documents_per_second: null, eta_seconds: null, errors: [], counts: null },
  ...{ created_at: '2026-11-25T08:00:00Z', updated_at: '2026-11-25T08:00:00Z' },
}

describe('connecting', () => {
  it('goes to the server that holds the data directory', async () => {
    await hold(await listen((_request, response) => response.end('{"collections":[]}')))
    const connection = await connect(config())
    expect(await connection.call(COLLECTIONS)).toEqual({ collections: [] })
  })

  it.each([
    ['serves nothing', () => null],
    ['claims to serve at another machine', () => 'http://192.0.2.1:3000'],
    ['claims to serve at what is no address', () => 'file:///etc/passwd'],
  ])('is refused by a process that %s, which is named', async (_name, url) => {
    const { pid } = await hold(url())
    const busy = { code: 'archive_busy', message: expect.stringContaining(`${pid}`) as unknown }
    await expect(connect(config(), { waitMs: 200 })).rejects.toMatchObject(busy)
  })

  it('waits for a command that is about to end', async () => {
    const holder = await hold(null)
    const connecting = connect(config(), { waitMs: PATIENCE_MS })
    await holder.kill()
    const connection = await connecting
    expect(await connection.call(COLLECTIONS)).toMatchObject({ collections: [{ id: 'default' }] })
    await connection.close()
  })
})

describe('a server', () => {
  it('that is full is asked again', async () => {
    let calls = 0
    const url = await listen((_request, response) => {
      response.statusCode = ++calls === 1 ? 429 : 200
      response.end(calls === 1 ? '{"code":"too_many_requests","detail":"full"}' : '{"collections":[]}')
    })
    expect(await createHttpConnection(url, reading).call(COLLECTIONS)).toEqual({ collections: [] })
  })

  it('fails as the archive does, with the particulars', async () => {
    const errors = [{ path: 'body.limit', message: 'Too big' }]
    const problem = {
      type: 't',
      title: 't',
      status: 400,
      code: 'invalid_request',
      detail: 'd',
      request_id: 'r',
    }
    const url = await listen((_request, response) => {
      response.statusCode = 400
      response.end(JSON.stringify({ ...problem, errors }))
    })
    const failing = createHttpConnection(url, reading).call(COLLECTIONS)
    await expect(failing).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'd',
      details: { errors },
    })
  })

  it.each<[string, RequestListener]>([
    ['breaks off', (_request, response) => response.destroy()],
    ['answers no JSON', (_request, response) => response.end('<html>')],
    [
      'answers with an error of another kind',
      (_request, response) => response.writeHead(502).end('Bad Gateway'),
    ],
  ])('that %s is reported as unreachable', async (_name, answer) => {
    const failing = createHttpConnection(await listen(answer), reading).call(COLLECTIONS)
    await expect(failing).rejects.toMatchObject({ code: 'server_unreachable' })
  })
})

describe('an import that is interrupted', () => {
  it('finishes what it handed over, counts it, and ends as interrupted', async () => {
    for (const name of ['a', 'b', 'c']) await workplace.write(`docs/${name}.txt`, '字。'.repeat(300_000))
    const posted: string[] = []
    const serverUrl = await listen((request, response) => {
      if (request.url?.endsWith('/sources') === true)
        return void response.end(JSON.stringify(request.method === 'GET' ? { sources: [] } : SOURCE))
      if (request.url?.endsWith('/items') === true) return void response.end('{"items":[]}')
      if (request.method === 'GET') return void response.end(JSON.stringify(COLLECTION))
      if (request.url?.startsWith('/v1/jobs') === true) {
        const state = posted.length === 0 ? 'running' : 'cancelled'
        return void response.end(JSON.stringify({ ...JOB, state }))
      }
      posted.push(request.url ?? '')
      importing.interrupt()
      const documents = [{ id: 'a.txt', status: 'created', passages: 1 }]
      request.resume().once('end', () => response.end(JSON.stringify({ documents })))
    })
    await hold(serverUrl)
    const importing = workplace.start(['ingest', 'docs', '--json'])
    const { exitCode, stdout } = await importing.finished
    expect(posted).toEqual(['/v1/collections/default/documents'])
    expect(exitCode).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ created: 1, cancelled: true, failed: 0 })
  })
})
