import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { ApiFailure } from '../shared/api-failure.js'
import type { Collection, DocumentSummary } from '../shared/api-types.js'
import type { PageApi } from '../shared/page-api.js'
import { monthOf, rangeOfMonth, rangeOfToday, type Month } from './month.js'

const REFRESH_MS = 60_000
/** While the server cannot be reached it is tried this often. */
const RETRY_MS = 5000
const LISTED = 20

/** A list of a month, grown page by page as the reader asks for more. */
export interface MonthList {
  readonly month: Month
  readonly collection: string | null
  readonly documents: readonly DocumentSummary[]
  readonly limit: number
}

/**
 * What the archive holds, kept fresh by itself. Through a loss of the network the last state stays; it comes back
 * without a touch.
 */
export class KioskArchive implements ReactiveController {
  collections: readonly Collection[] = []
  today: readonly DocumentSummary[] = []
  newest: readonly DocumentSummary[] = []
  monthList: MonthList | null = null
  isReachable = true
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly api: PageApi,
    private readonly only: string | null,
  ) {
    host.addController(this)
  }

  hostConnected(): void {
    void this.refresh()
  }

  hostDisconnected(): void {
    clearTimeout(this.timer)
  }

  async showMonth(month: Month, collection: string | null, limit = LISTED): Promise<void> {
    const documents = await this.attempt(() => this.list(collection, limit, rangeOfMonth(month)))
    if (documents === undefined) return
    this.monthList = { month, collection, documents, limit }
    this.host.requestUpdate()
  }

  /** Begins with the month of the newest document, which may be long ago. */
  showNewestMonth(collection: string | null): Promise<void> {
    const times = this.newest
      .filter(({ collection: id }) => collection === null || id === collection)
      .map(({ published_at: time }) => Date.parse(time ?? ''))
      .filter(time => !Number.isNaN(time))
    return this.showMonth(monthOf(times.length === 0 ? new Date() : new Date(Math.max(...times))), collection)
  }

  closeMonth(): void {
    this.monthList = null
    this.host.requestUpdate()
  }

  async refresh(): Promise<void> {
    clearTimeout(this.timer)
    await this.attempt(async () => {
      const collections = await this.api.collections()
      this.collections = collections.filter(({ id }) => this.only === null || id === this.only)
      // Both at once: between the two it would seem that nothing came today.
      const [newest, today] = await Promise.all([
        this.list(null, LISTED),
        this.list(null, LISTED, rangeOfToday(new Date())),
      ])
      this.newest = newest
      this.today = today
    })
    // Another may have ended meanwhile; one timer goes on.
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.refresh(), this.isReachable ? REFRESH_MS : RETRY_MS)
  }

  /** What is pinned, then the newest, of one collection or of all of them together. */
  private async list(
    collection: string | null,
    limit: number,
    range?: Parameters<PageApi['newestDocuments']>[2],
  ): Promise<readonly DocumentSummary[]> {
    const ids = collection === null ? this.collections.map(({ id }) => id) : [collection]
    const lists = await Promise.all(ids.map(id => this.api.newestDocuments(id, limit, range)))
    const pinOf = ({ pinned }: DocumentSummary): number => (pinned === true ? 1 : 0)
    const timeOf = ({ published_at: time }: DocumentSummary): string => time ?? ''
    return lists
      .flat()
      .sort((a, b) => pinOf(b) - pinOf(a) || timeOf(b).localeCompare(timeOf(a)))
      .slice(0, limit)
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      this.isReachable = true
      return result
    } catch (error) {
      // What the server refuses has been answered: it is there.
      this.isReachable = !isNetworkFailure(error)
      return undefined
    } finally {
      this.host.requestUpdate()
    }
  }
}

function isNetworkFailure(error: unknown): boolean {
  return !(error instanceof ApiFailure) || ['offline', 'unreachable', 'interrupted'].includes(error.code)
}
