import { afterEach, describe, expect, it, vi } from 'vitest'
import { prepared } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

const DIMENSIONS = 16
const document = (id: string) => prepared(id, ['words'], { dimensions: DIMENSIONS })

describe('A disk that is nearly full', () => {
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())

  it('refuses documents, goes on reading and deleting, and takes documents again when there is room', async () => {
    let free = 1000
    under = await TemporaryArchive.open({
      modelId: 'm',
      dimensions: DIMENSIONS,
      diskMinFreeBytes: 500,
      freeBytes: () => Promise.resolve(free),
    })
    const { archive } = under
    await archive.putDocuments('default', [document('a'), document('b')])
    free = 400
    await vi.waitUntil(async () => (await archive.disk()).isLow, { timeout: 10_000 })
    await expect(archive.putDocuments('default', [document('c')])).rejects.toMatchObject({
      code: 'disk_full',
    })
    const terms = [{ field: 'words', text: 'words' }] as const
    const found = await archive.searchKeyword({ collections: ['default'], terms, limit: 5 })
    expect(found.passages.length).toBe(2)
    expect(await archive.deleteDocument('default', 'a')).toBe(true)
    expect(await archive.createJob('x', null)).toMatchObject({ state: 'queued' })
    free = 600
    await vi.waitFor(() => archive.putDocuments('default', [document('c')]), { timeout: 10_000 })
    expect(await archive.collection('default')).toMatchObject({ documents: 2 })
    expect(archive.failure()).toBeUndefined()
  })

  it('is measured part by part', async () => {
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS })
    await under.archive.putDocuments('default', [document('a')])
    const { collections, disk, ...bytes } = await under.archive.storage()
    expect(disk.freeBytes).toBeGreaterThan(0)
    expect(bytes.textsBytes).toBeGreaterThan(0)
    const [own] = collections
    expect(own).toMatchObject({ collection: 'default', documents: 1, passages: 1, indexFilesBytes: 0 })
    expect(own?.keywordIndexBytes).toBeGreaterThan(0)
    expect(own?.vectorsBytes).toBeGreaterThan(0)
  })
})
