import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { prepared } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DIMENSIONS = 4
const NEVER_MS = 1_000_000
const OPTIONS = { modelId: 'm', dimensions: DIMENSIONS }
const ALWAYS = { quietMs: 0, restFactor: 0 }

describe('Merging the keyword indexes', () => {
  let store: TemporaryArchive
  afterEach(() => store.dispose())

  const put = (id: string, text: string) =>
    store.archive.putDocuments('default', [prepared(id, [text], { dimensions: DIMENSIONS })])
  const find = async (text: string) => {
    const query = { collections: ['default'], terms: [{ field: 'words' as const, text }], limit: 100 }
    return (await store.archive.searchKeyword(query)).passages
  }

  it('leaves one part of many, which finds the same with the same scores', async () => {
    store = await TemporaryArchive.open({ ...OPTIONS, termMerger: { quietMs: NEVER_MS } })
    for (let index = 0; index < 12; index++) await put(`d${index}`, `ferry number${index} at the pier`)
    expect(parts(store.dataDir)).toBeGreaterThan(2)
    const before = await find('ferry')
    expect(before).toHaveLength(12)
    // What was left unmerged at the last stop is merged after the next start.
    await store.reopen({ termMerger: ALWAYS })
    await vi.waitFor(() => {
      expect(parts(store.dataDir)).toBe(2)
    }, 20_000)
    expect(await find('ferry')).toEqual(before)
  })

  it('takes the words of a removed document off the disk', async () => {
    store = await TemporaryArchive.open({ ...OPTIONS, termMerger: { quietMs: NEVER_MS } })
    await put('a', 'zyxwvutsword of a secret')
    for (let index = 0; index < 8; index++) await put(`d${index}`, `something else ${index}`)
    await store.archive.deleteDocument('default', 'a')
    expect((await bytesOf(store)).includes('zyxwvutsword')).toBe(true)
    await store.reopen({ termMerger: ALWAYS })
    await vi.waitFor(() => {
      expect(parts(store.dataDir)).toBe(2)
    }, 20_000)
    expect((await bytesOf(store)).includes('zyxwvutsword')).toBe(false)
  })

  it('lets writes and removals of collections in between', async () => {
    store = await TemporaryArchive.open({ ...OPTIONS, termMerger: ALWAYS })
    await store.archive.putCollection('passing')
    for (let index = 0; index < 40; index++) {
      await put(`d${index % 10}`, `ferry number${index}`)
      const document = prepared(`p${index}`, ['a ferry elsewhere'], { dimensions: DIMENSIONS })
      if (index < 20) await store.archive.putDocuments('passing', [document])
      if (index === 20) await store.archive.deleteCollection('passing')
    }
    expect(await find('ferry')).toHaveLength(10)
    expect(await find('number5')).toHaveLength(0)
    expect(await find('number35')).toHaveLength(1)
    expect(store.archive.failure()).toBeUndefined()
  })
})

/** Parts of both keyword indexes of the default collection; one each is the least. */
function parts(dataDir: string): number {
  const database = new Database(join(dataDir, 'youju.db'), { readonly: true })
  try {
    return ['passage_terms_1', 'document_terms_1']
      .map(table => database.prepare(`SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck().get())
      .reduce((sum: number, count) => sum + Number(count), 0)
  } finally {
    database.close()
  }
}

/** Every byte that is kept, after the archive has let go of it; nothing is merged meanwhile. */
async function bytesOf(store: TemporaryArchive): Promise<Buffer> {
  await store.archive.close()
  const entries = await readdir(store.dataDir, { withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  return Buffer.concat(await Promise.all(files.map(file => readFile(join(store.dataDir, file.name)))))
}
