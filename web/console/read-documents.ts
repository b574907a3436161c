import type { Hit } from '../shared/api-types.js'
import { targetOfDocument, targetOfHit, type SourceTarget } from '../shared/source-target.js'
import { pathOf, type ConsoleClient } from './console-client.js'
import type { ListedDocument } from './wire-types.js'

const PAGE = 50
const FOUND = 30
const DAY_MS = 86_400_000

/** What is asked for; an empty text or day is none. */
export interface Wanted {
  readonly state: 'live' | 'pinned' | 'withdrawn'
  readonly text: string
  readonly from: string
  readonly to: string
}

/** A row, from the list or from a search; the id of its document and what opens. */
export interface Row {
  readonly document: ListedDocument
  readonly target: SourceTarget
  readonly passage: string | null
}

export interface Rows {
  readonly rows: readonly Row[]
  /** Of the next page; null on the last. */
  readonly cursor: string | null
}

/** The documents of a collection: a page of the list, what is pinned first, or what a search finds. */
export function readDocuments(
  client: ConsoleClient,
  collection: string,
  wanted: Wanted & { readonly cursor: string | null },
): Promise<Rows> {
  return wanted.text === '' ? list(client, collection, wanted) : find(client, collection, wanted)
}

async function list(
  client: ConsoleClient,
  collection: string,
  { state, from, to, cursor }: Wanted & { readonly cursor: string | null },
): Promise<Rows> {
  const page = await client.get<{ documents: ListedDocument[]; next_cursor: string | null }>(
    pathOf('collections', collection, 'documents'),
    {
      limit: PAGE,
      state: state === 'withdrawn' ? state : undefined,
      pinned: state === 'pinned' ? 'true' : undefined,
      order: state === 'live' ? 'pinned' : undefined,
      cursor: cursor ?? undefined,
      published_after: from,
      published_before: dayAfter(to),
    },
  )
  const rows = page.documents.map(document => ({
    document,
    target: targetOfDocument(document),
    passage: null,
  }))
  return { rows, cursor: page.next_cursor }
}

async function find(client: ConsoleClient, collection: string, { text, from, to }: Wanted): Promise<Rows> {
  const filters = {
    ...(from === '' ? {} : { published_after: from }),
    ...(to === '' ? {} : { published_before: dayAfter(to) }),
  }
  const { hits } = await client.send<{ hits: Hit[] }>('POST', '/v1/search', {
    query: text,
    collections: [collection],
    limit: FOUND,
    filters,
  })
  const best = new Map(hits.toReversed().map(hit => [hit.document_id, hit]))
  const rows = [...best.values()].toReversed().map(hit => ({
    document: { ...hit, id: hit.document_id },
    target: targetOfHit(hit),
    passage: hit.text,
  }))
  return { rows, cursor: null }
}

/** The API's end is exclusive, a person's is not. */
function dayAfter(day: string): string {
  return day === '' ? '' : new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)
}
