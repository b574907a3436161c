import { mkdirSync } from 'node:fs'
import { cp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { canMount, Child } from './child-process.js'
import { CHILD_OPTIONS } from './child-documents.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const folder = await temporaryDirectory()
const mountable = canMount(folder)
afterAll(() => rm(folder, { recursive: true }))

interface Disk {
  readonly name: 'tmpfs' | 'file size limit'
  /** Makes the disk small: `$0` is the shell, the last argument the data directory. */
  small(kibibytes: number, copyFrom?: string): string
}

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

describe.each(DISKS)('On a full disk ($name)', { timeout: 90_000 }, disk => {
  const missing = disk.name === 'tmpfs' && !mountable

  it.skipIf(missing)('refuses documents with disk_full, keeps serving, and loses nothing', async () => {
    const dataDir = join(folder, `database-${disk.name}`)
    mkdirSync(dataDir)
    const child = Child.startIn(disk.small(24_000), 'fill-database', dataDir, disk.name)
    await child.end()
    const report = child.told.at(-1) as { acknowledged: number }
    expect(report.acknowledged).toBeGreaterThan(5)
    expect(report).toMatchObject({
      refusal: 'disk_full',
      missing: [],
      failure: null,
      missingLater: [],
      // There is room again on the disk; the file size limit stays, and may have room for a small document.
      ...(disk.name === 'tmpfs' && { later: 'done', documents: report.acknowledged + 1 }),
    })
  })

  it.skipIf(missing)('serves on when the next index does not fit, and trusts the one before', async () => {
    const saved = join(folder, `saved-${disk.name}`)
    const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir: saved, log })
    await archive.putDocuments('default', documentsOf(clusteredVectors(4000, CHILD_OPTIONS.dimensions, 6)))
    await untilReady(archive)
    await archive.close()
    const dataDir = join(folder, `index-${disk.name}`)
    mkdirSync(dataDir)
    if (disk.name !== 'tmpfs') await cp(saved, dataDir, { recursive: true })
    const kibibytes = ROOM_KIBIBYTES + (disk.name === 'tmpfs' ? await sizeOf(saved) : 0)
    const child = Child.startIn(disk.small(kibibytes, saved), 'fail-to-save-index', dataDir, disk.name)
    await child.end()
    expect(child.told.at(-1)).toEqual({ found: 200, failure: null, foundLater: 200, notBelieved: 0 })
  })
})

/** Enough for the changes that the child makes, too little for an index of 4,000 passages. */
const ROOM_KIBIBYTES = 1250

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(async file => (await stat(file)).size))
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024)
}
