import { join } from 'node:path'
import type { ItemRecord, SourceItem, SourceRecord, SourceRecords } from '../../store/source-records.js'
import type { DocumentSink } from '../document-sink.js'
import type { FileRoot, FoundFile } from '../walk-files.js'
import { fileState, fingerprintOf, hashFile, isSame, isSameSize } from './file-fingerprint.js'
import { isMassRemoval } from './mass-removal.js'

/** What is needed of the records of sources to follow files. */
export type FileRecords = Pick<
  SourceRecords,
  'put' | 'list' | 'items' | 'putItems' | 'documentsOf' | 'putGone'
>

export interface FileTrackerOptions {
  readonly records: FileRecords
  readonly collection: string
  /** Who the sources belong to, when they are made now. */
  readonly owner: string
  readonly sink: DocumentSink
  readonly nowMs: () => number
  removeDocument(id: string): Promise<unknown>
  /** What becomes of documents whose file, or whose line in it, is gone. */
  readonly onGone: 'keep' | 'remove'
  /** Also when it is much at once. */
  readonly acceptRemovals: boolean
}

interface TrackedRoot {
  readonly source: SourceRecord
  readonly items: ReadonlyMap<string, SourceItem>
  readonly written: ItemRecord[]
}

/** Items written together. */
const BATCH_ITEMS = 500

/** Knows which files are as they were read last, and what was made of them. */
export class FileTracker {
  private readonly roots = new Map<string, TrackedRoot>()
  /** Documents of files that are gone, kept for now. */
  missing = 0

  constructor(private readonly options: FileTrackerOptions) {}

  /** Finds the sources of these folders, or makes them. */
  async open(roots: readonly FileRoot[]): Promise<void> {
    const { records, collection } = this.options
    const known = await records.list(collection)
    for (const root of roots) {
      const before = known.find(({ kind, address }) => kind === 'file' && address === root.folder)
      const source = await this.sourceOf(root, before)
      const items = before === undefined ? [] : await records.items(source.id)
      this.roots.set(root.folder, {
        ...{ source, written: [] },
        items: new Map(items.map(item => [item.key, item])),
      })
    }
  }

  /** @returns how many documents the file holds when nothing is to be done for it; else undefined */
  async unchanged(file: FoundFile): Promise<number | undefined> {
    const root = this.rootOf(file)
    const item = root.items.get(file.id)
    // Where fewer are kept than were made, one was removed, or belongs to another source by now.
    if (item === undefined || item.fingerprint === null || item.kept < item.documents) return undefined
    if (isSame(file, item.fingerprint)) return item.documents
    if (item.fingerprint.hash === undefined || !isSameSize(file, item.fingerprint)) return undefined
    const hash = await hashFile(file.path)
    if (hash !== item.fingerprint.hash) return undefined
    const fingerprint = fingerprintOf(file, hash, this.options.nowMs())
    await this.write(root, { key: item.key, fingerprint })
    return item.documents
  }

  /**
   * Notes what was made of a file, once it is kept.
   * @param isWhole nothing of the file failed to be read
   */
  async keep(file: FoundFile, documents: readonly string[], isWhole: boolean): Promise<void> {
    const { sink, onGone } = this.options
    const root = this.rootOf(file)
    const found = new Set(documents)
    const mine = [...found].filter(id => !sink.hasFailed(id))
    const dropped = await this.dropped(root, file.id, mine)
    // What could not be read this time may be in what is left over.
    const isRemoved = onGone === 'remove' && isWhole && mine.length === found.size
    if (isRemoved) await this.remove(dropped)
    const fingerprint = isWhole && mine.length === found.size ? await this.fingerprintOf(file) : null
    await this.write(root, {
      ...{ key: file.id, fingerprint },
      documents: isRemoved ? mine : [...mine, ...dropped],
    })
  }

  /** Writes what is still to be written. */
  async flush(): Promise<void> {
    for (const root of this.roots.values()) await this.flushRoot(root)
  }

  /** Deals with the files that are gone. Call it when all others are read. */
  async settleGone(found: readonly FoundFile[]): Promise<void> {
    const listed = new Set(found.map(({ root, id }) => join(root.folder, id)))
    for (const root of this.roots.values()) {
      const live = [...root.items.values()].filter(({ goneAt }) => goneAt === null)
      const gone: SourceItem[] = []
      for (const item of live) {
        const path = join(root.source.address, item.key)
        if (!listed.has(path) && (await fileState(path)) === undefined) gone.push(item)
      }
      const here = found.filter(file => file.root.folder === root.source.address).length
      await this.settleRoot(root, gone, Math.max(here, live.length - gone.length))
    }
  }

  private async settleRoot(root: TrackedRoot, gone: readonly SourceItem[], present: number): Promise<void> {
    const { sink, onGone, acceptRemovals, records, nowMs } = this.options
    if (onGone === 'keep') {
      this.missing += gone.reduce((sum, { kept }) => sum + kept, 0)
      return
    }
    if (!acceptRemovals && isMassRemoval(gone.length, present)) {
      sink.fail(massRemoval(root.source, gone.length, present))
      return
    }
    for (const { key } of gone) {
      await this.remove(await records.documentsOf(root.source.id, key))
      const at = new Date(nowMs()).toISOString()
      await records.putGone(root.source.id, { key, at, reason: 'The file is no longer there.' })
    }
  }

  private async sourceOf(
    { folder, named }: FileRoot,
    before: SourceRecord | undefined,
  ): Promise<SourceRecord> {
    if (before !== undefined && (named || before.settings.named !== true)) return before
    const { records, collection, owner, nowMs } = this.options
    const { source } = await records.put(
      {
        ...{ collection, kind: 'file', address: folder },
        settings: named ? { named: true } : {},
        intervalMinutes: before?.intervalMinutes ?? null,
        owner,
      },
      new Date(nowMs()).toISOString(),
    )
    return source
  }

  /** Documents that the item had, and has no more. */
  private async dropped(root: TrackedRoot, key: string, now: readonly string[]): Promise<string[]> {
    if ((root.items.get(key)?.kept ?? 0) === 0) return []
    const mine = new Set(now)
    const before = await this.options.records.documentsOf(root.source.id, key)
    return before.filter(id => !mine.has(id))
  }

  private async remove(documents: readonly string[]): Promise<void> {
    for (const id of documents) await this.options.removeDocument(id)
    if (documents.length > 0) this.options.sink.countRemoved(documents.length)
  }

  /** Null when the file was changed while it was read: who knows which half was seen. */
  private async fingerprintOf(file: FoundFile) {
    const hash = await hashFile(file.path)
    const now = await fileState(file.path)
    const isStill = now?.bytes === file.bytes && now.modifiedMs === file.modifiedMs
    return isStill ? fingerprintOf(file, hash, this.options.nowMs()) : null
  }

  private async write(root: TrackedRoot, item: ItemRecord): Promise<void> {
    root.written.push(item)
    if (root.written.length >= BATCH_ITEMS) await this.flushRoot(root)
  }

  private async flushRoot({ source, written }: TrackedRoot): Promise<void> {
    const items = written.splice(0)
    if (items.length > 0) await this.options.records.putItems(source.id, items)
  }

  private rootOf({ root }: FoundFile): TrackedRoot {
    const tracked = this.roots.get(root.folder)
    if (tracked === undefined) throw new Error('the folder of the file is not tracked')
    return tracked
  }
}

function massRemoval({ address }: SourceRecord, gone: number, present: number) {
  return {
    item: address,
    code: 'source_shrunk',
    detail:
      `${gone} files are gone at once and ${present} are there: nothing was removed. Is the folder whole? ` +
      'If they are to go, sync the source with --accept-removals.',
  }
}
