import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { prepared, unit } from './prepared-documents.js'
import { copyOf, DIMENSIONS, flipBit, openSmallArchive, OPTIONS, QUOTE, sql } from './small-archive.js'
import { log, temporaryDirectory, TemporaryArchive } from './temporary-archive.js'
import { clusteredVectors, untilReady } from './vector-corpus.js'

let whole: TemporaryArchive
beforeAll(async () => {
  whole = await openSmallArchive()
})
afterAll(() => whole.dispose())

describe('A backup', () => {
  let folder: string
  beforeAll(async () => {
    folder = join(await temporaryDirectory(), 'backup')
  })
  afterAll(() => rm(join(folder, '..'), { recursive: true }))

  const restoreInto = async (from: string) => {
    const dataDir = join(await temporaryDirectory(), 'data')
    return { dataDir, restored: await embeddedMaintenance(dataDir).restore(from) }
  }
  const fileOf = async (backup: string) =>
    join(backup, (await readdir(backup)).find(name => name.endsWith('.db')) ?? '')

  it('is whole by itself, comes back as it was, and is searched as before', async () => {
    const backup = await embeddedMaintenance(whole.dataDir).backUp(folder)
    expect(backup).toMatchObject({ collections: 2, documents: 3, passages: 201, answers: 1 })
    expect((await readdir(folder)).length).toBe(2)
    const { dataDir, restored } = await restoreInto(folder)
    expect(restored).toMatchObject(backup)
    expect((await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })).ok).toBe(true)
    const archive = await openEmbeddedArchive({ ...OPTIONS, dataDir, log })
    await untilReady(archive)
    const [vector = unit([1])] = clusteredVectors(300, DIMENSIONS, 1)
    const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    expect(hit?.score).toBeCloseTo(1, 4)
    expect(await archive.document('news', 'ferry')).toMatchObject({ text: QUOTE })
    await archive.close()
    await rm(join(dataDir, '..'), { recursive: true })
  })

  it('of a service that writes is of one moment, and has all that was acknowledged before it', async () => {
    const under = await TemporaryArchive.open(OPTIONS)
    let acknowledged = 0
    const stop = new AbortController()
    const writing = (async () => {
      while (!stop.signal.aborted) {
        const id = `w${acknowledged}`
        await under.archive.putDocuments('default', [
          prepared(id, ['words ', 'and more'], { dimensions: DIMENSIONS }),
        ])
        acknowledged++
      }
    })()
    for (let round = 0; round < 5; round++) {
      const before = acknowledged
      const target = join(under.dataDir, '..', `${under.dataDir}-backup`)
      const { documents, passages } = await embeddedMaintenance(under.dataDir).backUp(target)
      expect(documents).toBeGreaterThanOrEqual(before)
      expect(passages).toBe(documents * 2)
      const { dataDir } = await restoreInto(target)
      expect((await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })).ok).toBe(true)
      await rm(join(dataDir, '..'), { recursive: true })
      await rm(target, { recursive: true })
    }
    stop.abort()
    await writing
    await under.dispose()
  })

  it('takes the place of the one before only when it is whole', async () => {
    await embeddedMaintenance(whole.dataDir).backUp(folder)
    const before = await readdir(folder)
    const broken = await copyOf(whole)
    await sql('DELETE FROM documents WHERE key = 1')(broken)
    await expect(embeddedMaintenance(broken).backUp(folder)).rejects.toMatchObject({ code: 'backup_damaged' })
    expect(await readdir(folder)).toEqual(before)
    await writeFile(join(folder, 'youju-left-by-a-crash-999999999.db.part'), 'x')
    await embeddedMaintenance(whole.dataDir).backUp(folder)
    expect((await readdir(folder)).length).toBe(2)
    await rm(broken, { recursive: true })
  })

  it('never goes into a folder that holds something else', async () => {
    const other = join(folder, '..', 'other')
    await mkdir(other)
    await writeFile(join(other, 'letters.txt'), 'mine')
    await expect(embeddedMaintenance(whole.dataDir).backUp(other)).rejects.toMatchObject({
      code: 'backup_refused',
    })
    expect(await readdir(other)).toEqual(['letters.txt'])
  })

  it.each([
    ['a bit of it flipped', async (backup: string) => flipBit(await fileOf(backup)), 'backup_damaged'],
    ['it is cut', async (backup: string) => truncate(await fileOf(backup), 4096), 'backup_damaged'],
    ['its database is gone', async (backup: string) => rm(await fileOf(backup)), 'backup_damaged'],
    [
      'its manifest is no JSON',
      (backup: string) => writeFile(join(backup, 'manifest.json'), '{'),
      'backup_damaged',
    ],
    [
      'it is of a later format',
      (backup: string) => changeManifest(backup, { schemaVersion: 999 }),
      'archive_too_new',
    ],
    [
      'it counts other documents',
      (backup: string) => changeManifest(backup, { documents: 4 }),
      'backup_damaged',
    ],
    ['it is none', (backup: string) => rm(join(backup, 'manifest.json')), 'restore_refused'],
  ])('is not restored when %s, and nothing is left behind', async (_what, damage, code) => {
    const backup = await temporaryDirectory()
    await embeddedMaintenance(whole.dataDir).backUp(backup)
    await damage(backup)
    const dataDir = await temporaryDirectory()
    await expect(embeddedMaintenance(dataDir).restore(backup)).rejects.toMatchObject({ code })
    expect((await readdir(dataDir)).filter(name => name.startsWith('youju'))).toEqual([])
    for (const path of [backup, dataDir]) await rm(path, { recursive: true })
  })

  it('is never restored over an archive, nor beside a process that holds the directory', async () => {
    await embeddedMaintenance(whole.dataDir).backUp(folder)
    const bytes = await readFile(join(whole.dataDir, 'youju.db'))
    const refused = embeddedMaintenance(whole.dataDir).restore(folder)
    await expect(refused).rejects.toMatchObject({ code: 'restore_refused' })
    expect((await readFile(join(whole.dataDir, 'youju.db'))).equals(bytes)).toBe(true)
    const under = await TemporaryArchive.open(OPTIONS)
    await expect(embeddedMaintenance(under.dataDir).restore(folder)).rejects.toMatchObject({
      code: 'archive_busy',
    })
    await under.dispose()
  })
})

async function changeManifest(backup: string, change: object): Promise<void> {
  const path = join(backup, 'manifest.json')
  await writeFile(
    path,
    JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }),
  )
}
