import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import type { CheckName } from '../../store/maintenance.js'
import { prepared } from './prepared-documents.js'
import { copyOf, DIMENSIONS, flipBit, openSmallArchive, OPTIONS, sql } from './small-archive.js'
import { log, TemporaryArchive } from './temporary-archive.js'
import { clusteredVectors, documentsOf } from './vector-corpus.js'

let whole: TemporaryArchive
beforeAll(async () => {
  whole = await openSmallArchive()
})
afterAll(() => whole.dispose())

/** Which checks find a fault in a copy that something was done to. */
async function faultsAfter(damage: (dataDir: string) => unknown): Promise<CheckName[]> {
  const dataDir = await copyOf(whole)
  await damage(dataDir)
  const before = await readFile(join(dataDir, 'youju.db'))
  const { checks, ok } = await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })
  expect((await readFile(join(dataDir, 'youju.db'))).equals(before)).toBe(true)
  await rm(dataDir, { recursive: true })
  const found = checks.filter(({ problems }) => problems > 0)
  expect(found.every(({ details }) => details.length > 0)).toBe(true)
  expect(ok).toBe(found.length === 0)
  return found.map(({ check }) => check)
}

const indexFile = (change: (path: string) => Promise<unknown>) => async (dataDir: string) => {
  const folder = join(dataDir, 'vectors', '1-1')
  const name = (await readdir(folder)).find(file => file.endsWith('.hnsw')) ?? ''
  await change(join(folder, name))
}
const DOCUMENT = 'SELECT document FROM passages ORDER BY id LIMIT 1'

const FAULTS: readonly [string, (dataDir: string) => unknown, CheckName[]][] = [
  ['a passage is missing', sql(`DELETE FROM passages WHERE id = 5`), ['texts', 'keyword_index', 'vectors']],
  ['a passage moved', sql(`UPDATE passages SET start = start + 1 WHERE id = 5`), ['texts']],
  ['a text changed', sql(`UPDATE passages SET text = text || 'x' WHERE id = 5`), ['texts']],
  [
    'a quoted text changed',
    sql(`UPDATE passages SET text = upper(text) WHERE text LIKE '%ferry%'`),
    ['answers'],
  ],
  [
    'a document is missing',
    sql(`DELETE FROM documents WHERE key = (${DOCUMENT})`),
    ['references', 'counts', 'keyword_index', 'vectors'],
  ],
  ['a collection counts wrong', sql('UPDATE collections SET documents = 7'), ['counts']],
  ['a table belongs to nothing', sql('CREATE TABLE vectors_9_1 (passage INTEGER)'), ['counts']],
  ['a term row is missing', sql('DELETE FROM passage_terms_1 WHERE rowid = 5'), ['keyword_index']],
  [
    'a term row is too many',
    sql(`INSERT INTO document_terms_1 (rowid, words) VALUES (999, 'x')`),
    ['keyword_index'],
  ],
  ['the keyword index is damaged', sql(`DELETE FROM passage_terms_1_data WHERE id > 100`), ['database']],
  ['a vector is missing', sql('DELETE FROM vectors_1_1 WHERE passage = 5'), ['vectors']],
  [
    'a vector is short',
    sql('UPDATE vectors_1_1 SET vector = zeroblob(4) WHERE passage = 5'),
    ['vectors', 'index_files'],
  ],
  [
    'a vector is empty',
    sql(`UPDATE vectors_1_1 SET vector = zeroblob(${DIMENSIONS * 4}) WHERE passage = 5`),
    ['vectors', 'index_files'],
  ],
  ['the index file is cut', indexFile(path => truncate(path, 5000)), ['index_files']],
  ['the index file is gone', indexFile(path => rm(path)), ['index_files']],
  ['a bit of the index file flipped', indexFile(flipBit), ['index_files']],
]

describe('Verifying', () => {
  it('finds nothing where nothing is wrong, and says what it looked at', async () => {
    const { ok, checks } = await embeddedMaintenance(whole.dataDir).verify({ full: true, modelId: 'm' })
    expect({ ok, problems: checks.flatMap(({ details }) => details) }).toEqual({ ok: true, problems: [] })
    const examined = Object.fromEntries(checks.map(check => [check.check, check.examined]))
    expect(examined).toMatchObject({ counts: 2, texts: 201, vectors: 201, index_files: 200, answers: 1 })
  })

  it.each(FAULTS)('finds that %s', async (_what, damage, expected) => {
    expect(await faultsAfter(damage)).toEqual(expected)
  })

  it('finds nothing wrong with answers whose documents were removed or replaced since', async () => {
    const dataDir = await copyOf(whole)
    const archive = await openEmbeddedArchive({ ...OPTIONS, dataDir, log })
    await archive.putDocuments('news', [prepared('ferry', ['short'], { dimensions: DIMENSIONS })])
    await archive.close()
    const { checks } = await embeddedMaintenance(dataDir).verify({ modelId: 'm' })
    expect(checks.find(({ check }) => check === 'answers')).toMatchObject({ examined: 1, problems: 0 })
    await rm(dataDir, { recursive: true })
  })

  it('looks beside a service that writes and saves, and finds nothing', async () => {
    const under = await TemporaryArchive.open({
      ...OPTIONS,
      vectorIndex: { minGraphPassages: 50, saveDelayMs: 5, saveEveryChanges: 50 },
    })
    const vectors = clusteredVectors(1500, DIMENSIONS, 3)
    const writing = (async () => {
      for (let first = 0; first < vectors.length; first += 100)
        await under.archive.putDocuments('default', documentsOf(vectors.slice(first, first + 100), first))
    })()
    for (let round = 0; round < 6; round++) {
      const { checks } = await embeddedMaintenance(under.dataDir).verify({ modelId: 'm' })
      expect(checks.flatMap(({ details }) => details)).toEqual([])
    }
    await writing
    await under.dispose()
  })

  it.each([
    ['there is nothing', async (dataDir: string) => rm(join(dataDir, 'youju.db')), 'archive_missing'],
    [
      'the header is damaged',
      async (dataDir: string) => writeFile(join(dataDir, 'youju.db'), 'x'.repeat(40_000)),
      'archive_damaged',
    ],
    ['it is of a later version', sql('PRAGMA user_version = 999'), 'archive_too_new'],
    ['it is of an earlier version', sql('PRAGMA user_version = 1'), 'archive_too_old'],
  ])('refuses when %s', async (_what, damage, code) => {
    const dataDir = await copyOf(whole)
    await damage(dataDir)
    await expect(embeddedMaintenance(dataDir).verify()).rejects.toMatchObject({ code })
    await rm(dataDir, { recursive: true })
  })
})
