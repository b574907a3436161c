import { z } from 'zod'
import type { DocumentSummary, PageStart, Passage, StoredDocument } from '../../../core/types.js'
import type { ContentState, DocumentPage, DocumentQuery } from '../../archive.js'
import type { DocumentToIndex } from '../../index-upkeep.js'
import { requireCollection } from './collection-tables.js'
import { readCursor, writeCursor } from '../cursor.js'
import type { Statements } from '../statements.js'

interface DocumentRow {
  readonly key: number
  readonly id: string
  readonly title: string
  readonly url: string | null
  readonly published_at: string | null
  readonly sort_ms: number
  readonly author: string | null
  readonly tags: string
  readonly language: string | null
  readonly version: number
  readonly indexed_at: string
  readonly passages: number
  readonly withdrawn_at: string | null
  readonly withdrawal_reason: string | null
  readonly pinned_at: string | null
}

interface PassageRow extends Omit<Passage, 'end' | 'pages' | 'isPinned'> {
  readonly pages: string | null
  readonly isPinned: 0 | 1
}

/** The latest time that JavaScript knows. */
const MAX_TIME_MS = 8.64e15

const PASSAGE_COLUMNS = `p.id, c.id AS collection, d.id AS documentId, d.title, d.url,
  d.published_at AS publishedAt, p.ordinal, p.start, p.text, p.pages,
  d.pinned_at IS NOT NULL AS isPinned`
const PASSAGE_OWNERS = `CROSS JOIN documents d ON d.key = p.document CROSS JOIN collections c ON c.key = d.collection`

/** Where a page ended: the time and id of its last document, and which part of the list that stands in. */
const cursorSchema = z.tuple([
  z.number().int(),
  z.string(),
  z.enum(['all', 'pinned', 'others']).default('all'),
])
type Position = z.output<typeof cursorSchema>

/** Point reads and lists of documents and passages. */
export class DocumentReader {
  constructor(private readonly statements: Statements) {}

  contentStates(collection: string, ids: readonly string[]): Map<string, ContentState> {
    const collectionKey = requireCollection(this.statements.database, collection)
    const sql = `SELECT id, content_hash AS contentHash, passages, withdrawn_at AS withdrawnAt FROM documents
      WHERE collection = ? AND id IN (SELECT value FROM json_each(?))`
    const rows = this.statements
      .rows<[number, string], Omit<ContentState, 'isWithdrawn'> & { id: string; withdrawnAt: string | null }>(
        sql,
      )
      .all(collectionKey, JSON.stringify(ids))
    return new Map(
      rows.map(({ id, contentHash, passages, withdrawnAt }) => [
        id,
        { contentHash, passages, isWithdrawn: withdrawnAt !== null },
      ]),
    )
  }

  /** What the keyword index is made of, of a withdrawn document too. */
  documentToIndex(collection: string, id: string): DocumentToIndex | undefined {
    return this.statements.snapshot(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const row = this.statements
        .rows<[number, string], DocumentRow>('SELECT * FROM documents WHERE collection = ? AND id = ?')
        .get(collectionKey, id)
      if (row === undefined) return undefined
      const passages = this.statements
        .rows<[number], { id: number; text: string }>(
          'SELECT id, text FROM passages WHERE document = ? ORDER BY ordinal',
        )
        .all(row.key)
      const { title, version, withdrawn_at } = row
      return { id, title, version, isWithdrawn: withdrawn_at !== null, passages }
    })
  }

  /** One snapshot: a change between the row and its text is not seen. */
  document(collection: string, id: string): StoredDocument | undefined {
    return this.statements.snapshot(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const row = this.statements
        .rows<[number, string], DocumentRow>(
          'SELECT * FROM documents WHERE collection = ? AND id = ? AND withdrawn_at IS NULL',
        )
        .get(collectionKey, id)
      if (row === undefined) return undefined
      const texts = this.statements
        .values<[number], string>('SELECT text FROM passages WHERE document = ? ORDER BY ordinal')
        .all(row.key)
      return { ...toSummary(collection, row), text: texts.join('') }
    })
  }

  documents(collection: string, query: DocumentQuery): DocumentPage {
    return this.statements.snapshot(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const position =
        query.cursor === undefined ? firstPosition(query) : readCursor(cursorSchema, query.cursor)
      const first = this.part(collectionKey, query, position)
      const isEnded = position[2] !== 'pinned' || first.length > query.limit
      const next = isEnded ? [] : this.part(collectionKey, query, [...BEFORE_FIRST.pinned, 'others'])
      const shown = [
        ...first.map(row => ({ row, part: position[2] })),
        ...next.map(row => ({ row, part: 'others' as const })),
      ]
      const page = shown.slice(0, query.limit)
      const last = page.at(-1)
      return {
        documents: page.map(({ row }) => toSummary(collection, row)),
        nextCursor:
          shown.length > query.limit && last !== undefined
            ? writeCursor(positionOf(last.row, last.part))
            : null,
      }
    })
  }

  /** What follows a position within its part of the list, one more than asked for: it tells whether there are more. */
  private part(collectionKey: number, query: DocumentQuery, [time, id, part]: Position): DocumentRow[] {
    const isForward = query.order === 'oldest'
    const direction = isForward ? 'ASC' : 'DESC'
    // Both bounds of the cursor are needed: the first lets the index be used, the second is the exact rule.
    const sql = `SELECT * FROM documents
      WHERE collection = @collectionKey AND sort_ms ${isForward ? '>=' : '<='} @time
        AND (sort_ms, id) ${isForward ? '>' : '<'} (@time, @id)
        AND sort_ms >= @after AND sort_ms < @before
        AND withdrawn_at IS ${query.state === 'withdrawn' ? 'NOT NULL' : 'NULL'}
        ${pinCondition(part, query.isPinned)}
      ORDER BY sort_ms ${direction}, id ${direction} LIMIT @limit`
    return this.statements.rows<[object], DocumentRow>(sql).all({
      collectionKey,
      time,
      id,
      after: boundOf(query.publishedAfter, -MAX_TIME_MS),
      before: boundOf(query.publishedBefore, MAX_TIME_MS + 1),
      limit: query.limit + 1,
    })
  }

  /** In the order asked; those that are gone are left out. */
  passages(ids: readonly number[]): Passage[] {
    const sql = `SELECT ${PASSAGE_COLUMNS} FROM json_each(?) asked CROSS JOIN passages p ON p.id = asked.value
      ${PASSAGE_OWNERS} WHERE d.withdrawn_at IS NULL ORDER BY asked.key`
    return this.statements.rows<[string], PassageRow>(sql).all(JSON.stringify(ids)).map(toPassage)
  }

  passagesOfDocument(collection: string, documentId: string): Passage[] {
    const collectionKey = requireCollection(this.statements.database, collection)
    const sql = `SELECT ${PASSAGE_COLUMNS} FROM documents d CROSS JOIN passages p ON p.document = d.key
      CROSS JOIN collections c ON c.key = d.collection
      WHERE d.collection = ? AND d.id = ? AND d.withdrawn_at IS NULL ORDER BY p.ordinal`
    return this.statements
      .rows<[number, string], PassageRow>(sql)
      .all(collectionKey, documentId)
      .map(toPassage)
  }
}

const BEFORE_FIRST: Record<DocumentQuery['order'], [number, string]> = {
  newest: [Number.MAX_SAFE_INTEGER, ''],
  oldest: [Number.MIN_SAFE_INTEGER, ''],
  pinned: [Number.MAX_SAFE_INTEGER, ''],
}

function firstPosition({ order }: DocumentQuery): Position {
  return [...BEFORE_FIRST[order], order === 'pinned' ? 'pinned' : 'all']
}

/** Spelt so that the index of the pinned ones can be used. */
function pinCondition(part: Position[2], isPinned: boolean | undefined): string {
  const conditions = [
    ...(part === 'all' ? [] : [part === 'pinned']),
    ...(isPinned === undefined ? [] : [isPinned]),
  ]
  return conditions.map(only => `AND pinned_at IS ${only ? 'NOT NULL' : 'NULL'}`).join(' ')
}

function boundOf(time: string | undefined, fallback: number): number {
  return time === undefined ? fallback : Date.parse(time)
}

function positionOf({ sort_ms, id }: DocumentRow, part: Position[2]): readonly (string | number)[] {
  return part === 'all' ? [sort_ms, id] : [sort_ms, id, part]
}

function toSummary(collection: string, row: DocumentRow): DocumentSummary {
  return {
    collection,
    id: row.id,
    title: row.title,
    url: row.url,
    publishedAt: row.published_at,
    author: row.author,
    tags: JSON.parse(row.tags) as string[],
    language: row.language,
    version: row.version,
    indexedAt: row.indexed_at,
    passages: row.passages,
    ...(row.withdrawn_at === null
      ? {}
      : { withdrawn: { at: row.withdrawn_at, reason: row.withdrawal_reason } }),
    ...(row.pinned_at === null ? {} : { isPinned: true }),
  }
}

/** Offsets count UTF-16 code units, which SQL does not. */
export function toPassage({ pages, isPinned, ...row }: PassageRow): Passage {
  const places = pages === null ? {} : { pages: JSON.parse(pages) as PageStart[] }
  const pin = isPinned === 1 ? { isPinned: true as const } : {}
  return { ...row, end: row.start + row.text.length, ...places, ...pin }
}
