import { createHash } from 'node:crypto'
import { AppError } from '../../core/errors.js'
import type { Fingerprint, SourceItem, SourceRecord, SourceRecords } from '../../store/source-records.js'
import type { DocumentSink } from '../document-sink.js'
import type { Fetcher, FetchResponse } from '../fetch/fetcher.js'
import type { FileReading } from '../file-reading.js'
import type { ReadDocument } from '../reader.js'
import { READING_GENERATION } from './file-fingerprint.js'
import { isMassRemoval } from './mass-removal.js'
import { readPage } from './web-page.js'

export interface WebSyncDeps {
  readonly source: SourceRecord
  readonly records: SourceRecords
  readonly sink: DocumentSink
  readonly fetcher: Fetcher
  readonly reading: FileReading
  readonly nowMs: () => number
  removeDocument(id: string): Promise<unknown>
  /** Fetch and read everything, whatever is known of it. */
  readonly force: boolean
  /** Read a page anew whose document somebody removed; else it stays removed until the page changes. */
  readonly restoreMissing: boolean
  readonly acceptRemovals: boolean
}

export interface PageHint {
  /** As the sitemap states it: the page is not asked for while it stays the same. */
  readonly stated?: string | undefined
  readonly depth?: number | undefined
}

/** Brings the pages of a source up to date, one by one, and notes what is gone. */
export class WebSync {
  private known: ReadonlyMap<string, SourceItem> = new Map()
  /** Which page of this source has these bytes; which one a document comes from. */
  private readonly pagesByHash = new Map<string, string>()
  private readonly pagesByDocument = new Map<string, string>()
  private readonly gone: SourceItem[] = []
  private readonly visited = new Set<string>()
  private present = 0

  constructor(private readonly deps: WebSyncDeps) {}

  async open(): Promise<void> {
    const items = await this.deps.records.items(this.deps.source.id)
    this.known = new Map(items.map(item => [item.key, item]))
    for (const { key, fingerprint, documents, goneAt } of items) {
      if (goneAt === null && fingerprint?.hash !== undefined && documents > 0)
        this.pagesByHash.set(fingerprint.hash, key)
    }
  }

  get isStopped(): boolean {
    return this.deps.sink.isStopped
  }

  /** Pages that were there at the last sync. */
  knownPages(): SourceItem[] {
    return [...this.known.values()].filter(({ goneAt }) => goneAt === null)
  }

  hasVisited(key: string): boolean {
    return this.visited.has(key)
  }

  /** @returns what came, when something new came */
  async visit(key: string, hint: PageHint = {}): Promise<FetchResponse | undefined> {
    if (this.visited.has(key) || this.isStopped) return undefined
    this.visited.add(key)
    const item = this.trusted(key)
    if (item !== undefined && hint.stated !== undefined && hint.stated === item.fingerprint.stated) {
      this.unchanged(item)
      return undefined
    }
    const { fetcher, sink } = this.deps
    try {
      const response = await fetcher.fetch({ url: key, validators: item?.fingerprint, signal: sink.stop })
      return await this.receive(key, response, hint)
    } catch (error) {
      this.failed(key, error)
      return undefined
    } finally {
      // Shows how far it has come, and learns whether somebody has cancelled it.
      await sink.record()
    }
  }

  /** Takes in documents that are not a page of their own, such as an entry of a feed. */
  async take(key: string, document: ReadDocument, fingerprint: Fingerprint): Promise<void> {
    this.visited.add(key)
    this.present++
    await this.keep(key, { documents: [document], isWhole: true, fingerprint })
  }

  /** The item, when what is known of it can be relied on. */
  trusted(key: string): (SourceItem & { readonly fingerprint: Fingerprint }) | undefined {
    const item = this.known.get(key)
    if (this.deps.force || item === undefined || item.fingerprint === null) return undefined
    if (item.fingerprint.reading !== READING_GENERATION) return undefined
    if (this.deps.restoreMissing && item.kept < item.documents) return undefined
    return { ...item, fingerprint: item.fingerprint }
  }

  unchanged(item: SourceItem): void {
    this.visited.add(item.key)
    this.present++
    this.deps.sink.countUnchanged(item.documents)
  }

  /** Call it when all pages are visited: writes what is left, and removes what is gone. */
  async settle(): Promise<void> {
    const { sink, source, records, acceptRemovals, nowMs } = this.deps
    await sink.flush()
    if (this.isStopped) return
    if (!acceptRemovals && isMassRemoval(this.gone.length, this.present)) {
      sink.fail({
        item: source.address,
        code: 'source_shrunk',
        detail:
          `${this.gone.length} pages are gone at once and ${this.present} are there: nothing was removed. ` +
          'If they are to go, sync the source with accept_removals.',
      })
      return
    }
    for (const { key, fingerprint } of this.gone) {
      await this.remove(await records.documentsOf(source.id, key))
      const at = new Date(nowMs()).toISOString()
      await records.putGone(source.id, { key, at, reason: 'The page is no longer there.' })
      await this.forgetTwins(fingerprint?.hash)
    }
  }

  /** Pages that gave no document because the one that is gone had the same bytes: they are read at the next sync. */
  private async forgetTwins(hash: string | undefined): Promise<void> {
    const twins = this.knownPages().filter(
      item => item.documents === 0 && hash !== undefined && item.fingerprint?.hash === hash,
    )
    const items = twins.map(({ key }) => ({ key, fingerprint: null }))
    if (items.length > 0) await this.deps.records.putItems(this.deps.source.id, items)
  }

  private async receive(
    key: string,
    response: FetchResponse,
    hint: PageHint,
  ): Promise<FetchResponse | undefined> {
    const { status } = response
    const item = this.known.get(key)
    if (status === 304 && item !== undefined) {
      this.unchanged(item)
      await this.note(item, { ...item.fingerprint, ...hint })
      return undefined
    }
    if (status === 404 || status === 410) {
      if (item?.goneAt === null) this.gone.push(item)
      else if (item === undefined) this.failed(key, answered(key, status))
      return undefined
    }
    if (status < 200 || status >= 300) throw answered(key, status)
    await this.takePage(key, response, hint)
    return response
  }

  private async takePage(key: string, response: FetchResponse, hint: PageHint): Promise<void> {
    const { etag, 'last-modified': lastModified } = response.headers
    const hash = createHash('sha256').update(response.bytes).digest('hex')
    const fingerprint: Fingerprint = { etag, lastModified, hash, reading: READING_GENERATION, ...hint }
    const item = this.trusted(key)
    if (item?.fingerprint.hash === hash) {
      this.unchanged(item)
      await this.note(item, fingerprint)
      return
    }
    this.present++
    const twin = this.pagesByHash.get(hash)
    if (twin !== undefined && twin !== key) {
      await this.keep(key, { documents: [], isWhole: true, fingerprint })
      return
    }
    this.pagesByHash.set(hash, key)
    const { sink, reading } = this.deps
    const { documents, failures } = await readPage(response, reading, sink.stop)
    for (const failure of failures) sink.fail(failure)
    await this.keep(key, { documents, isWhole: failures.length === 0, fingerprint })
  }

  /** What another page of this source has given already is left to that page. */
  private async keep(
    key: string,
    found: {
      readonly documents: readonly ReadDocument[]
      readonly isWhole: boolean
      readonly fingerprint: Fingerprint
    },
  ): Promise<void> {
    const { sink, records, source } = this.deps
    const mine: string[] = []
    for (const document of found.documents) {
      const { id = key } = document
      if ((this.pagesByDocument.get(id) ?? key) !== key) continue
      this.pagesByDocument.set(id, key)
      mine.push(id)
      await sink.add({ ...document, id })
    }
    sink.after(async () => {
      const kept = mine.filter(id => !sink.hasFailed(id))
      const isComplete = found.isWhole && kept.length === mine.length
      const before = (this.known.get(key)?.kept ?? 0) > 0 ? await records.documentsOf(source.id, key) : []
      const dropped = before.filter(id => !kept.includes(id))
      if (isComplete) await this.remove(dropped.filter(id => (this.pagesByDocument.get(id) ?? key) === key))
      const documents = isComplete ? kept : [...kept, ...dropped]
      await records.putItems(source.id, [
        { key, fingerprint: isComplete ? found.fingerprint : null, documents: [...new Set(documents)] },
      ])
    })
    // Pages come slowly: what is there should be found soon, and not be lost with the process.
    await sink.flush()
  }

  private async note(item: SourceItem, fingerprint: Fingerprint): Promise<void> {
    if (JSON.stringify(fingerprint) === JSON.stringify(item.fingerprint)) return
    await this.deps.records.putItems(this.deps.source.id, [{ key: item.key, fingerprint }])
  }

  private async remove(documents: readonly string[]): Promise<void> {
    for (const id of documents) await this.deps.removeDocument(id)
    if (documents.length > 0) this.deps.sink.countRemoved(documents.length)
  }

  /** What concerns this page only is counted; what concerns all of them is thrown on. */
  private failed(key: string, error: unknown): void {
    if (!(error instanceof AppError) || !PAGE_FAULTS.has(error.code)) throw error
    if ('retry_after_seconds' in error.details) throw error
    this.deps.sink.fail({ item: key, code: error.code, detail: error.message })
  }
}

const PAGE_FAULTS = new Set<string>([
  'fetch_failed',
  'fetch_refused',
  'fetch_too_large',
  'robots_disallowed',
  'unreadable_document',
])

export function answered(url: string, status: number): AppError {
  return new AppError('fetch_failed', `${url} was answered with status ${status}.`)
}
