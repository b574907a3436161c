import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { MIGRATIONS } from '../../store/embedded/database.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { CHILD_OPTIONS, childDocument, missingOf } from './child-documents.js'
import { Child } from './child-process.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'

let dataDir: string
beforeEach(async () => {
  dataDir = await temporaryDirectory()
})
afterEach(() => rm(dataDir, { recursive: true }))

const open = () => openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir, log })
const database = () => join(dataDir, 'youju.db')
async function withArchive<T>(work: (archive: Archive) => Promise<T>): Promise<T> {
  const archive = await open()
  try {
    return await work(archive)
  } finally {
    await archive.close()
  }
}

describe('A data directory', () => {
  it('belongs to one process: the second one is told which, and a killed one lets go', async () => {
    const owner = Child.start('hold', dataDir)
    await owner.until(() => owner.told.length > 0)
    const refusal = { code: 'archive_busy', details: { owner: { pid: owner.pid } } }
    await expect(open()).rejects.toMatchObject(refusal)
    await expect(open()).rejects.toThrow(`Process ${owner.pid} on `)
    await owner.kill()
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
  })

  it('can be opened beside one that another process holds', async () => {
    const elsewhere = await temporaryDirectory()
    const owner = Child.start('hold', elsewhere)
    await owner.until(() => owner.told.length > 0)
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
    expect(owner.isRunning).toBe(true)
    await owner.kill()
    await rm(elsewhere, { recursive: true })
  })

  it('is free again after an opening that failed', async () => {
    await writeFile(database(), 'this is no database, and long enough to be read as one '.repeat(100))
    await expect(open()).rejects.toMatchObject({ code: 'archive_damaged' })
    await rm(database())
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
  })

  it('keeps its database from other users, also in a folder that they can read', async () => {
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
    const { mode } = await stat(database())
    expect(mode & 0o077).toBe(0)
  })
})

function foreign(): void {
  const other = new Database(database())
  other.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)')
  other.close()
}

function setVersion(version: number): void {
  const raw = new Database(database())
  raw.pragma(`user_version = ${version}`)
  raw.close()
}

const FILES: readonly [string, string, (whole: Buffer) => unknown][] = [
  ['is another program’s', 'archive_damaged', foreign],
  ['is text', 'archive_damaged', () => writeFile(database(), '你好，这不是数据库。'.repeat(500))],
  ['has a broken header', 'archive_damaged', whole => writeFile(database(), whole.fill(0, 0, 64))],
  ['was cut in half', 'archive_damaged', whole => truncate(database(), Math.floor(whole.length / 2))],
  ['was cut in a page', 'archive_damaged', whole => truncate(database(), whole.length - 100)],
]

/** The same steps, with nothing wrong in the end. */
const HARMLESS: readonly [string, (whole: Buffer) => unknown][] = [
  ['was written again', whole => writeFile(database(), whole)],
  ['was cut where it ends', whole => truncate(database(), whole.length)],
  [
    'got the version of this format again',
    () => {
      setVersion(MIGRATIONS.length)
    },
  ],
]

describe('A database file', () => {
  it.each(HARMLESS)('that %s is opened, with everything in it', async (_name, make) => {
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
    await make(await readFile(database()))
    expect(await withArchive(archive => missingOf(archive, ['d1']))).toEqual([])
    expect(await withArchive(archive => missingOf(archive, ['d2']))).not.toEqual([])
  })

  it.each(FILES)('that %s is refused with %s and left as it is', async (_name, code, make) => {
    if (make === foreign) foreign()
    else {
      await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
      await make(await readFile(database()))
    }
    const before = await readFile(database())
    await expect(open()).rejects.toMatchObject({ code })
    expect((await readFile(database())).equals(before)).toBe(true)
  })

  it('of a later version is refused with archive_too_new, and everything is in it still', async () => {
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
    setVersion(9999)
    const before = await readFile(database())
    await expect(open()).rejects.toMatchObject({ code: 'archive_too_new' })
    expect((await readFile(database())).equals(before)).toBe(true)
  })

  it('with pages full of noise is never served as if it were whole, and the process lives', async () => {
    const ids = Array.from({ length: 60 }, (_value, number) => `d${number}`)
    await withArchive(async archive =>
      archive.putDocuments(
        'default',
        ids.map((_id, number) => childDocument(number)),
      ),
    )
    const bytes = await readFile(database())
    await writeFile(database(), bytes.fill(0xa5, 16_384 * 2))
    await expect(withArchive(archive => missingOf(archive, ids))).rejects.toMatchObject({
      code: 'archive_damaged',
    })
  })

  it('gives out passage numbers up to the last label of the vector index, and none twice', async () => {
    await withArchive(async archive => archive.putDocuments('default', [childDocument(1)]))
    const raw = new Database(database())
    raw.prepare(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'passages'`).run(2 ** 32 - 3)
    raw.close()
    await withArchive(async archive => {
      await archive.putDocuments('default', [childDocument(2)])
      expect(await missingOf(archive, ['d1', 'd2'])).toEqual([])
      await expect(archive.putDocuments('default', [childDocument(3)])).rejects.toThrow(RangeError)
      expect(await missingOf(archive, ['d1', 'd2'])).toEqual([])
      expect(await archive.collection('default')).toMatchObject({ documents: 2, passages: 4 })
    })
  })
})
