import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../cli/connection.js'
import { followJob, type FollowOptions } from '../../cli/follow-job.js'
import { createHttpConnection } from '../../cli/http-connection.js'
import { readConfig } from '../../core/config.js'
import { AppError } from '../../core/errors.js'
import { createLogger } from '../../core/log.js'
import { openFileReading } from '../../main.js'
import { jobToWire } from '../../server/shapes/wire.js'
import { createFakeRooms } from '../server/fakes.js'
import { startTestServer, type TestServer } from '../server/test-server.js'
import { PATIENCE_MS } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

/** No process starts before a file is read. */
const reading = openFileReading(readConfig({}), createLogger('silent'))

describe('over HTTP', () => {
  const rooms = createFakeRooms()
  const servers: TestServer[] = []
  let connection: Connection
  let id: string

  /** One more server of the same archive, as after a restart. */
  const serve = async (): Promise<Connection> => {
    const server = await startTestServer({ ...rooms, jobPollMs: 5 })
    servers.push(server)
    return createHttpConnection(`http://127.0.0.1:${server.port}`, reading)
  }
  const follow = (change: Partial<FollowOptions> = {}) => {
    const lost = { times: 0 }
    const options = {
      reconnect: () => undefined,
      signal: new AbortController().signal,
      onLost: () => (lost.times += 1),
      retryMs: 0,
      ...change,
    }
    return { lost, states: followJob(id, connection, options) }
  }

  beforeEach(async () => {
    connection = await serve()
    id = (await rooms.archive.createJob('import', 3)).id
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  it('a job is followed to its end, each state once', async () => {
    const { states, lost } = follow()
    const seen: unknown[] = []
    for await (const { state, done } of states) {
      seen.push([state, done])
      if (state === 'queued') await rooms.archive.updateJob(id, { state: 'running', done: 1 })
      else if (done === 1) await rooms.archive.updateJob(id, { done: 2 })
      else if (done === 2) await rooms.archive.updateJob(id, { state: 'done', done: 3 })
    }
    expect(seen).toEqual([
      ['queued', 0],
      ['running', 1],
      ['running', 2],
      ['done', 3],
    ])
    expect(lost.times).toBe(0)
  })

  it.each([
    [
      'says that it stops',
      ({ stopping }: TestServer) => {
        stopping.abort(new AppError('shutting_down', 'The server is stopping.'))
      },
    ],
    ['breaks off', (server: TestServer) => void server.close()],
  ])('it is taken up again when its server %s', async (_how, end) => {
    const again = await serve()
    let looks = 0
    const { states, lost } = follow({ reconnect: () => (++looks < 3 ? undefined : again) })
    const seen: string[] = []
    for await (const { state } of states) {
      seen.push(state)
      if (seen.length === 1 && servers[0] !== undefined) end(servers[0])
      else await rooms.archive.updateJob(id, { state: 'done' })
    }
    expect(seen).toEqual(['queued', 'queued', 'done'])
    expect([looks, lost.times]).toEqual([3, 1])
  })

  it('a server that never comes back is given up, and a job that there is not at once', async () => {
    let looks = 0
    const reconnect = () => {
      looks += 1
      return undefined
    }
    const { states, lost } = follow({ reconnect })
    await states.next()
    await servers.splice(0, 1)[0]?.close()
    await expect(states.next()).rejects.toMatchObject({ code: 'server_unreachable' })
    expect([looks, lost.times]).toEqual([30, 1])

    connection = await serve()
    id = 'job_x'
    const unknown = follow()
    await expect(unknown.states.next()).rejects.toMatchObject({ code: 'job_not_found' })
    expect(unknown.lost.times).toBe(0)
  })

  it('the signal ends the following and nothing else', async () => {
    const leaving = new AbortController()
    const { states, lost } = follow({ signal: leaving.signal })
    for await (const { state } of states) {
      expect(state).toBe('queued')
      leaving.abort()
    }
    expect(lost.times).toBe(0)
    expect(await rooms.archive.job(id)).toMatchObject({ state: 'queued' })
  })
})

it('without a server a job is shown once; one that waits is told to wait for a server', async () => {
  const { archive } = createFakeRooms()
  const { id } = await archive.createJob('upload', 2)
  const connection = {
    ...createHttpConnection('http://127.0.0.1:1', reading),
    call: async () => jobToWire(await archive.updateJob(id, {})),
    events: undefined,
  }
  const options = {
    reconnect: () => connection,
    signal: new AbortController().signal,
    onLost: () => expect.unreachable(),
  }
  const waiting = followJob(id, connection, options)
  expect((await waiting.next()).value).toMatchObject({ id, state: 'queued' })
  await expect(waiting.next()).rejects.toMatchObject({ code: 'job_not_retryable' })

  await archive.updateJob(id, { state: 'failed', failed: 2 })
  const over = followJob(id, connection, options)
  expect((await over.next()).value).toMatchObject({ id, state: 'failed' })
  expect((await over.next()).done).toBe(true)
})
