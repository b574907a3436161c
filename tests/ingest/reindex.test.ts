import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { Reindexing } from '../../ingest/reindex.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { log, TemporaryArchive } from '../store/temporary-archive.js'
import { untilReady } from '../store/vector-corpus.js'
import { HashEmbedder } from './hash-embedder.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DOCUMENTS = 60
const embedder = new HashEmbedder()
const tokeniser = createTokeniser(createSegmenter())
const textOf = (index: number) => `第${index}号渡轮的班次：每天${index % 24}点从青螺河码头开船。`

let store: TemporaryArchive
let reindexing: Reindexing
beforeEach(async () => {
  const { id: modelId, dimensions } = embedder
  store = await TemporaryArchive.open({ modelId, dimensions, vectorIndex: { minGraphPassages: 20 } })
  const limits = { batchPassages: 32, documentMaxCharacters: 10_000 }
  const ingestor = createIngestor({ archive: store.archive, embedder, tokeniser, limits })
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => ({
    id: `d${index}`,
    title: `渡轮 ${index}`,
    text: textOf(index),
  }))
  await ingestor.put('default', documents)
  await store.archive.withdrawDocument('default', 'd7', null)
  await untilReady(store.archive)
})
afterEach(async () => {
  await reindexing.stop()
  await store.dispose()
})

/** Does something to the closed database, opens it and makes the indexes anew. */
async function reindexAfter(statement: string, vectors = false) {
  await store.archive.close()
  const database = new Database(join(store.dataDir, 'youju.db'))
  database.exec(statement)
  database.close()
  const archive = await store.reopen()
  reindexing = new Reindexing({ archive, embedder, tokeniser, log })
  const { id } = await reindexing.start({ vectors, owner: 'loopback' })
  return vi.waitFor(
    async () => {
      const job = await archive.job(id)
      expect(job?.state).toBe('done')
      return job
    },
    { timeout: 50_000 },
  )
}

const verify = async () => {
  const { checks } = await embeddedMaintenance(store.dataDir).verify({ full: true, modelId: embedder.id })
  return checks.flatMap(({ details }) => details)
}

describe('Making the indexes anew', () => {
  it.each([
    ['keyword rows that are missing', 'DELETE FROM passage_terms_1 WHERE rowid % 3 = 0'],
    ['keyword rows that are too many', `INSERT INTO document_terms_1 (rowid, words) VALUES (9999, 'x')`],
    ['vectors that are missing', 'DELETE FROM vectors_1_1 WHERE passage % 2 = 0'],
    ['vectors of nothing', 'INSERT INTO vectors_1_1 SELECT 9999, vector FROM vectors_1_1 LIMIT 1'],
  ])('mends %s, and leaves what is withdrawn hidden', async (_what, statement) => {
    expect(await reindexAfter(statement)).toMatchObject({
      done: DOCUMENTS - 1,
      total: DOCUMENTS - 1,
      failed: 0,
    })
    expect(await verify()).toEqual([])
    const terms = [{ field: 'words', text: '码头' }] as const
    const found = await store.archive.searchKeyword({ collections: ['default'], terms, limit: 100 })
    expect(found.passages.length).toBe(DOCUMENTS - 1)
  })

  it('replaces wrong vectors when asked to, and the graph learns of it', async () => {
    const [passage] = await store.archive.passagesOfDocument('default', 'd3')
    const id = passage?.id ?? 0
    const before = (await store.archive.vectors([id])).get(id)
    const other = `SELECT vector FROM vectors_1_1 WHERE passage = ${id + 1}`
    await reindexAfter(`UPDATE vectors_1_1 SET vector = (${other}) WHERE passage = ${id}`, true)
    await untilReady(store.archive)
    const after = (await store.archive.vectors([id])).get(id) ?? new Float32Array()
    expect(after).toEqual(before)
    const query = { collections: ['default'], vector: after, limit: 1 }
    expect(await store.archive.searchVector(query)).toMatchObject([{ passageId: id }])
    expect(await verify()).toEqual([])
  })

  it('is done once at a time', async () => {
    reindexing = new Reindexing({ archive: store.archive, embedder, tokeniser, log })
    await reindexing.start({ owner: 'loopback' })
    await expect(reindexing.start({ owner: 'loopback' })).rejects.toMatchObject({ code: 'job_not_retryable' })
  })
})
