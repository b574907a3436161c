import type { ReactiveControllerHost } from 'lit'
import type { Collection, DocumentSummary } from '../shared/api-types.js'
import type { PageApi } from '../shared/page-api.js'
import { forgetAsked, keepAsked, readAsked } from './asked-before.js'
import type { Inquiry } from '../shared/inquiry.js'

const NEWEST_SHOWN = 5

/** What the bare page offers. It is no reason to trouble the reader when it does not come. */
export class FrontContent {
  collections: readonly Collection[] = []
  newest: readonly DocumentSummary[] = []
  /** Asked on this device before, newest first. */
  asked: readonly Inquiry[] = readAsked()

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly api: PageApi,
  ) {}

  get documents(): number {
    return this.collections.reduce((sum, { documents }) => sum + documents, 0)
  }

  keep(inquiry: Inquiry): void {
    keepAsked(inquiry)
    this.asked = readAsked()
  }

  forget(): void {
    forgetAsked()
    this.asked = []
    this.host.requestUpdate()
  }

  async load(): Promise<void> {
    try {
      this.collections = await this.api.collections()
      this.host.requestUpdate()
      const largest = [...this.collections].sort((a, b) => b.documents - a.documents)[0]
      if (largest !== undefined) this.newest = await this.api.newestDocuments(largest.id, NEWEST_SHOWN)
    } catch {
      this.newest = []
    }
    this.host.requestUpdate()
  }
}
