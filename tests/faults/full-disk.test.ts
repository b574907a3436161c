import { mkdirSync } from 'node:fs'
import { cp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { canMount, Child } from './child-process.js'
import { CHILD_OPTIONS } from './child-documents.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const folder = await temporaryDirectory()
const mountable = canMount(folder)
const saved = join(folder, 'saved')
beforeAll(async () => {
  const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir: saved, log })
  await archive.putDocuments('default', documentsOf(clusteredVectors(4000, CHILD_OPTIONS.dimensions, 6)))
  await untilReady(archive)
  await archive.close()
})
afterAll(() => rm(folder, { recursive: true }))

interface Disk {
  readonly name: 'tmpfs' | 'file size limit'
  /** Makes the disk small: `$0` is the shell, the last argument the data directory. */
  small(kibibytes: number, copyFrom?: string): string
}

/** Enough for the changes that the child makes, too little for an index of 4,000 passages. */
const ROOM_KIBIBYTES = 1250

const LAST = 'for dir; do :; done'
/** A disk of its own is the real thing; where none can be mounted, the system refuses to let any file grow. */
const DISKS: readonly Disk[] = [
  {
    name: 'tmpfs',
    small: (kibibytes, copyFrom) =>
      [
        LAST,
        `mount -t tmpfs -o size=${kibibytes}k tmpfs "$dir"`,
        ...(copyFrom === undefined ? [] : [`cp -r "${copyFrom}/." "$dir"`]),
        'exec "$@"',
      ].join(' && '),
  },
  {
    name: 'file size limit',
    // Counted in blocks of 512 bytes.
    small: kibibytes => `ulimit -f ${kibibytes * 2} && exec "$@"`,
  },
]

describe.each(DISKS)('A disk ($name)', { timeout: 90_000 }, disk => {
  const missing = disk.name === 'tmpfs' && !mountable

  it.skipIf(missing).each([
    { extent: 'too small', kibibytes: 24_000 },
    { extent: 'large enough', kibibytes: 400_000 },
  ])(
    'that is $extent loses nothing, and refuses documents only when it is full',
    async ({ extent, kibibytes }) => {
      const isFull = extent === 'too small'
      const dataDir = join(folder, `database-${disk.name}-${kibibytes}`)
      mkdirSync(dataDir)
      const child = Child.startIn(disk.small(kibibytes), 'fill-database', dataDir, disk.name)
      await child.end()
      const report = child.told.at(-1) as { acknowledged: number }
      expect(report.acknowledged).toBeGreaterThan(5)
      expect(report).toMatchObject({
        refusal: isFull ? 'disk_full' : null,
        missing: [],
        failure: null,
        missingLater: [],
        ...(!isFull && { again: 'done', reopenedFull: 'done' }),
        // There is room again on the disk; the file size limit stays, and may have room for a small document.
        ...((disk.name === 'tmpfs' || !isFull) && { later: 'done', documents: report.acknowledged + 1 }),
      })
    },
  )

  it.skipIf(missing).each([
    { extent: 'does not fit', room: ROOM_KIBIBYTES },
    { extent: 'fits', room: ROOM_KIBIBYTES * 50 },
  ])('serves on when the next index $extent, and never trusts a part of one', async ({ extent, room }) => {
    const isSaved = extent === 'fits'
    const dataDir = join(folder, `index-${disk.name}-${room}`)
    mkdirSync(dataDir)
    if (disk.name !== 'tmpfs') await cp(saved, dataDir, { recursive: true })
    const kibibytes = room + (disk.name === 'tmpfs' ? await sizeOf(saved) : 0)
    const child = Child.startIn(disk.small(kibibytes, saved), 'save-next-index', dataDir, disk.name)
    await child.end()
    expect(child.told.at(-1)).toEqual({ isSaved, found: 200, failure: null, foundLater: 200, notBelieved: 0 })
  })
})

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(async file => (await stat(file)).size))
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024)
}
