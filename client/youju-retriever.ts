import { Document } from '@langchain/core/documents'
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers'
import { YoujuClient, type Hit, type SearchRequest, type YoujuClientOptions } from './youju-client.js'

/** Where a retrieved passage stands: `document.text.slice(start, end) === pageContent`. */
export type YoujuMetadata = Pick<
  Hit,
  'collection' | 'document_id' | 'passage_id' | 'title' | 'url' | 'published_at' | 'start' | 'end' | 'score'
>

export interface YoujuRetrieverInput extends BaseRetrieverInput {
  /** A client, or what one is made of. */
  readonly client: YoujuClient | YoujuClientOptions
  /** Passages returned, 1-100. Default 6. */
  readonly limit?: number
  /** Default: every collection that the key may read. */
  readonly collections?: readonly string[]
  readonly mode?: SearchRequest['mode']
  readonly filters?: SearchRequest['filters']
}

const DEFAULT_LIMIT = 6

/** Youju's search as a retriever of LangChain.js: passages, best first, with what is needed to cite them. */
export class YoujuRetriever extends BaseRetriever<YoujuMetadata> {
  override lc_namespace = ['youju', 'retrievers']
  private readonly client: YoujuClient
  private readonly request: Omit<SearchRequest, 'query'>

  static override lc_name(): string {
    return 'YoujuRetriever'
  }

  constructor({ client, limit, collections, mode, filters, ...base }: YoujuRetrieverInput) {
    super(base)
    this.client = client instanceof YoujuClient ? client : new YoujuClient(client)
    this.request = {
      limit: limit ?? DEFAULT_LIMIT,
      ...(collections && { collections: [...collections] }),
      ...(mode && { mode }),
      ...(filters && { filters }),
    }
  }

  override async _getRelevantDocuments(query: string): Promise<Document<YoujuMetadata>[]> {
    const { hits } = await this.client.search({ ...this.request, query })
    return hits.map(documentOf)
  }
}

function documentOf(hit: Hit): Document<YoujuMetadata> {
  const { collection, document_id, passage_id, title, url, published_at, start, end, score } = hit
  return new Document({
    id: `${collection}/${document_id}#${passage_id}`,
    pageContent: hit.text,
    metadata: { collection, document_id, passage_id, title, url, published_at, start, end, score },
  })
}
