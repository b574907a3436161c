import { connect, createApi, type Api, type ApiOptions } from './api.js'
import type { Collection, Document, DocumentSummary } from './api-types.js'

/** What the pages read of the archive beside its answers. The widget does not, so it does not load it. */
export interface PageApi extends Api {
  collections(signal?: AbortSignal): Promise<readonly Collection[]>
  /** Those that an editor pinned, then the newest. */
  newestDocuments(
    collection: string,
    limit: number,
    within?: PublishedRange,
  ): Promise<readonly DocumentSummary[]>
  document(collection: string, id: string, signal?: AbortSignal): Promise<Document>
}

/** RFC 3339 in UTC, or plain dates; the end is exclusive. */
export interface PublishedRange {
  readonly after?: string
  readonly before?: string
}

export function createPageApi(options: ApiOptions): PageApi {
  const connection = connect(options)
  const { read } = connection
  return {
    ...createApi(options, connection),
    async collections(signal) {
      return (await read<{ collections: Collection[] }>('/v1/collections', signal)).collections
    },
    async newestDocuments(collection, limit, { after, before } = {}) {
      const query = new URLSearchParams({
        limit: String(limit),
        order: 'pinned',
        ...(after === undefined ? {} : { published_after: after }),
        ...(before === undefined ? {} : { published_before: before }),
      })
      const path = `/v1/collections/${encodeURIComponent(collection)}/documents?${query}`
      return (await read<{ documents: DocumentSummary[] }>(path)).documents
    },
    document(collection, id, signal) {
      const path = `/v1/collections/${encodeURIComponent(collection)}/documents/${encodeURIComponent(id)}`
      return read<Document>(path, signal)
    },
  }
}
