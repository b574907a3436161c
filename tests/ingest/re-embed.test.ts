import { createFakeRooms } from '../server/fakes.js'
import { testDeps } from '../server/test-server.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../core/config.js'
import { AppError } from '../../core/errors.js'
import { ReEmbedding } from '../../ingest/re-embed.js'
import { LOOPBACK_CALLER } from '../../server/access/auth.js'
import { createRequestSchemas } from '../../server/shapes/request-schemas.js'
import { jobRoutes } from '../../server/routes/jobs.js'
import { log, TemporaryArchive } from '../store/temporary-archive.js'
import { prepared } from '../store/prepared-documents.js'
import { HashEmbedder } from './hash-embedder.js'

const PATIENCE_MS = 60_000
vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

/** Two batches, one passage each document. */
const DOCUMENTS = 100
const FIRST_BATCH = 64

let store: TemporaryArchive
let embedder: HashEmbedder
let reEmbedding: ReEmbedding

beforeEach(async () => {
  embedder = new HashEmbedder()
  const { dimensions } = embedder
  store = await TemporaryArchive.open({ modelId: 'an earlier model', dimensions })
  const documents = Array.from({ length: DOCUMENTS }, (_, index) =>
    prepared(`d${index}`, [`text ${index}`], { dimensions }),
  )
  await store.archive.putDocuments('default', documents)
  const archive = await store.reopen({ modelId: embedder.id })
  reEmbedding = new ReEmbedding({ archive, embedder, log })
})
afterEach(async () => {
  await reEmbedding.stop()
  await store.dispose()
})

/** What `POST /v1/jobs/{id}/cancel` and `retry` do. */
async function change(id: string, name: 'cancel' | 'retry'): Promise<{ id: string; state: string }> {
  const deps = {
    ...testDeps(createFakeRooms()),
    archive: store.archive,
    reEmbed: () => reEmbedding.start(),
  }
  const routes = jobRoutes(deps, createRequestSchemas(readConfig({})))
  const route = routes.find(({ path }) => path === `/v1/jobs/{id}/${name}`)
  const { signal } = new AbortController()
  const request = { params: { id }, query: {}, body: undefined, caller: LOOPBACK_CALLER }
  const reply = await route?.handle({ ...request, headers: {}, signal, stopping: signal })
  return reply?.body as { id: string; state: string }
}

async function start(): Promise<string> {
  const job = await reEmbedding.start()
  if (job === undefined) throw new Error('nothing was missing')
  return job.id
}

async function missing(): Promise<number> {
  return (await store.archive.vectorIndexes()).reduce((sum, index) => sum + index.missing, 0)
}

const untilOver = (id: string, state: string) =>
  expect
    .poll(async () => (await store.archive.job(id))?.state, { timeout: PATIENCE_MS, interval: 5 })
    .toBe(state)

describe('re-embedding', () => {
  it('gives every passage its vector; who asks for it meanwhile gets the same job', async () => {
    const id = await start()
    expect((await reEmbedding.start())?.id ?? id).toBe(id)
    await untilOver(id, 'done')
    expect(await store.archive.job(id)).toMatchObject({ done: DOCUMENTS, total: DOCUMENTS })
    expect(await missing()).toBe(0)
    expect(await reEmbedding.start()).toBeUndefined()
  })

  it('stops after the batch in which its job is cancelled; a retry does the rest', async () => {
    let id = ''
    embedder.onCall = async () => {
      if (embedder.calls.length === 1)
        expect(await change(id, 'cancel')).toMatchObject({ state: 'cancelled' })
    }
    id = await start()
    await untilOver(id, 'cancelled')
    const retried = await change(id, 'retry')
    expect(retried.id).not.toBe(id)
    await untilOver(retried.id, 'done')
    expect(await store.archive.job(id)).toMatchObject({ state: 'cancelled', done: FIRST_BATCH })
    expect(await store.archive.job(retried.id)).toMatchObject({ done: DOCUMENTS - FIRST_BATCH })
    expect(embedder.calls.map(({ length }) => length)).toEqual([FIRST_BATCH, DOCUMENTS - FIRST_BATCH])
    expect(await missing()).toBe(0)
  })

  it('cancelled with its last batch, is cancelled with everything done, and nothing is left to retry', async () => {
    let id = ''
    embedder.onCall = async () => {
      if (embedder.calls.length === 2) await change(id, 'cancel')
    }
    id = await start()
    await untilOver(id, 'cancelled')
    await expect(change(id, 'retry')).rejects.toMatchObject({ code: 'job_not_retryable' })
    expect(await store.archive.job(id)).toMatchObject({ state: 'cancelled', done: DOCUMENTS })
    expect(await missing()).toBe(0)
    await expect(change(id, 'cancel')).rejects.toMatchObject({ code: 'job_not_retryable' })
  })

  it('that fails says why, and can be retried', async () => {
    embedder.onCall = () => Promise.reject(new AppError('embedding_failed', 'The model failed.'))
    const id = await start()
    await untilOver(id, 'failed')
    expect(await store.archive.job(id)).toMatchObject({ errors: [{ item: '*', code: 'embedding_failed' }] })
    embedder.onCall = () => Promise.resolve()
    await untilOver((await change(id, 'retry')).id, 'done')
    expect(await missing()).toBe(0)
  })
})
