import type { Clock } from '../../../core/clock.js'
import type { PassageVector, PutResult } from '../../archive.js'
import { answersShowing, withdrawFrom } from './cited-documents.js'
import { requireCollection, vectorTable, vectorTables } from './collection-tables.js'
import type { KeptDocument, KeptPassage } from './document-parts.js'
import type { Statements } from '../statements.js'
import { TermRows } from '../keywords/term-rows.js'

/** Passage ids are labels of the vector index, which wrap at 2^32. */
const MAX_PASSAGE_ID = 2 ** 32 - 1

/** What a change did to the passages of one collection: for the vector index to follow. */
export interface PassageChange {
  readonly collectionKey: number
  readonly added: readonly number[]
  readonly removed: readonly number[]
}

interface ExistingDocument {
  readonly key: number
  readonly version: number
  readonly isWithdrawn: boolean
}

/** Writes documents with everything that finds them, each call in one transaction. */
export class DocumentWriter {
  private readonly terms: TermRows

  constructor(
    private readonly statements: Statements,
    private readonly modelKey: number,
    private readonly clock: Clock,
  ) {
    this.terms = new TermRows(statements)
  }

  put(
    collection: string,
    documents: readonly KeptDocument[],
  ): { results: PutResult[]; change: PassageChange } {
    return this.terms.transaction(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const change = { collectionKey, added: [] as number[], removed: [] as number[] }
      const results = lastOfEachId(documents).map(document => this.putOne(collectionKey, document, change))
      this.count(collectionKey, results.filter(({ status }) => status === 'created').length, change)
      return { results, change }
    })
  }

  /** @returns undefined when there is no such document */
  remove(
    collection: string,
    id: string,
    { keepWithdrawn }: { keepWithdrawn: boolean },
  ): PassageChange | undefined {
    return this.terms.transaction(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const existing = this.find(collectionKey, id)
      if (existing === undefined || (keepWithdrawn && existing.isWithdrawn)) return undefined
      const showing = answersShowing(this.statements, existing.key)
      const removed = this.removePassages(collectionKey, existing)
      this.statements.run('DELETE FROM documents WHERE key = ?', existing.key)
      withdrawFrom(this.statements, showing)
      const change = { collectionKey, added: [], removed }
      this.count(collectionKey, existing.isWithdrawn ? 0 : -1, change)
      return change
    })
  }

  /** Keeps vectors of the current model for passages that can be found. @returns what is new, by collection */
  putVectors(vectors: readonly PassageVector[], replace: boolean): PassageChange[] {
    return this.terms.transaction(() => {
      const added = new Map<number, number[]>()
      for (const { passageId, vector } of vectors) {
        const collectionKey = this.statements
          .values<[number], number>(
            `SELECT d.collection FROM passages p JOIN documents d ON d.key = p.document
             WHERE p.id = ? AND d.withdrawn_at IS NULL`,
          )
          .get(passageId)
        if (collectionKey === undefined) continue
        if (!this.putVector(collectionKey, passageId, vector)) {
          if (replace) this.replaceVector(collectionKey, passageId, vector)
          continue
        }
        const ids = added.get(collectionKey) ?? []
        ids.push(passageId)
        added.set(collectionKey, ids)
      }
      return [...added].map(([collectionKey, ids]) => ({ collectionKey, added: ids, removed: [] }))
    })
  }

  private putOne(
    collectionKey: number,
    document: KeptDocument,
    change: { added: number[]; removed: number[] },
  ): PutResult {
    const existing = this.find(collectionKey, document.id)
    if (existing !== undefined) change.removed.push(...this.removePassages(collectionKey, existing))
    const documentKey = this.putRow(collectionKey, document, existing)
    for (const tag of new Set(document.tags))
      this.statements.run('INSERT INTO document_tags (tag, document) VALUES (?, ?)', tag, documentKey)
    const passages = document.passages.map((passage, ordinal) => {
      const id = this.putPassage(documentKey, ordinal, passage)
      return { ...passage, id }
    })
    // What is withdrawn stays so whatever its source sends: somebody decided it.
    if (existing?.isWithdrawn === true) for (const { id, vector } of passages) this.putAside(id, vector)
    else {
      this.terms.write(collectionKey, { ...document, key: documentKey, passages })
      for (const { id, vector } of passages) this.putVector(collectionKey, id, vector)
      change.added.push(...passages.map(({ id }) => id))
    }
    if (existing !== undefined) withdrawFrom(this.statements, answersShowing(this.statements, existing.key))
    const status = existing === undefined ? 'created' : 'updated'
    const result = { id: document.id, status, passages: document.passages.length } as const
    return existing?.isWithdrawn === true ? { ...result, withdrawn: true } : result
  }

  private putRow(
    collectionKey: number,
    document: KeptDocument,
    existing: ExistingDocument | undefined,
  ): number {
    const now = this.clock.now()
    const publishedMs = document.publishedAt === null ? null : Date.parse(document.publishedAt)
    const values = {
      collection: collectionKey,
      id: document.id,
      title: document.title,
      url: document.url,
      publishedAt: document.publishedAt,
      publishedMs,
      sortMs: publishedMs ?? now.getTime(),
      author: document.author,
      tags: JSON.stringify(document.tags),
      language: document.language,
      contentHash: document.contentHash,
      version: (existing?.version ?? 0) + 1,
      indexedAt: now.toISOString(),
      passages: document.passages.length,
    }
    if (existing === undefined) return Number(this.statements.run(INSERT_DOCUMENT, values).lastInsertRowid)
    this.statements.run(UPDATE_DOCUMENT, { ...values, key: existing.key })
    return existing.key
  }

  private putPassage(documentKey: number, ordinal: number, { start, text, pages = [] }: KeptPassage): number {
    const sql = 'INSERT INTO passages (document, ordinal, start, text, pages) VALUES (?, ?, ?, ?, ?)'
    const places = pages.length === 0 ? null : JSON.stringify(pages)
    const id = Number(this.statements.run(sql, documentKey, ordinal, start, text, places).lastInsertRowid)
    if (id > MAX_PASSAGE_ID)
      throw new RangeError(`passages: the archive has used up its ${MAX_PASSAGE_ID} passage numbers`)
    return id
  }

  /** @returns false when the passage had a vector of this model before */
  private putVector(collectionKey: number, passageId: number, vector: Float32Array): boolean {
    const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
    const table = vectorTable(collectionKey, this.modelKey)
    const sql = `INSERT INTO ${table} (passage, vector) VALUES (?, ?) ON CONFLICT DO NOTHING`
    return this.statements.run(sql, passageId, blob).changes === 1
  }

  private replaceVector(collectionKey: number, passageId: number, vector: Float32Array): void {
    const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
    const table = vectorTable(collectionKey, this.modelKey)
    this.statements.run(`UPDATE ${table} SET vector = ? WHERE passage = ?`, blob, passageId)
  }

  private putAside(passageId: number, vector: Float32Array): void {
    const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
    const sql = 'INSERT INTO withdrawn_vectors (passage, model, vector) VALUES (?, ?, ?)'
    this.statements.run(sql, passageId, this.modelKey, blob)
  }

  /** @returns those that could be found until now */
  private removePassages(collectionKey: number, document: ExistingDocument): number[] {
    const { statements } = this
    const documentKey = document.key
    const ids = statements
      .values<[number], number>('SELECT id FROM passages WHERE document = ? ORDER BY ordinal')
      .all(documentKey)
    const tables = vectorTables(statements.database, collectionKey)
    for (const id of ids)
      for (const table of tables) statements.run(`DELETE FROM ${table} WHERE passage = ?`, id)
    this.terms.remove(collectionKey, { key: documentKey, passageIds: ids })
    statements.run('DELETE FROM passages WHERE document = ?', documentKey)
    statements.run('DELETE FROM document_tags WHERE document = ?', documentKey)
    return document.isWithdrawn ? [] : ids
  }

  private find(collectionKey: number, id: string): ExistingDocument | undefined {
    const sql = `SELECT key, version, withdrawn_at AS withdrawnAt FROM documents WHERE collection = ? AND id = ?`
    const row = this.statements
      .rows<[number, string], { key: number; version: number; withdrawnAt: string | null }>(sql)
      .get(collectionKey, id)
    return row && { key: row.key, version: row.version, isWithdrawn: row.withdrawnAt !== null }
  }

  private count(
    collectionKey: number,
    documents: number,
    change: Omit<PassageChange, 'collectionKey'>,
  ): void {
    this.statements.run(
      'UPDATE collections SET documents = documents + ?, passages = passages + ?, updated_at = ? WHERE key = ?',
      documents,
      change.added.length - change.removed.length,
      this.clock.now().toISOString(),
      collectionKey,
    )
  }
}

const INSERT_DOCUMENT = `INSERT INTO documents
  (collection, id, title, url, published_at, published_ms, sort_ms, author, tags, language, content_hash, version, indexed_at, passages)
  VALUES (@collection, @id, @title, @url, @publishedAt, @publishedMs, @sortMs, @author, @tags, @language, @contentHash, @version, @indexedAt, @passages)`

const UPDATE_DOCUMENT = `UPDATE documents SET
  title = @title, url = @url, published_at = @publishedAt, published_ms = @publishedMs, sort_ms = @sortMs,
  author = @author, tags = @tags, language = @language, content_hash = @contentHash, version = @version,
  indexed_at = @indexedAt, passages = @passages WHERE key = @key`

function lastOfEachId(documents: readonly KeptDocument[]): KeptDocument[] {
  return [...new Map(documents.map(document => [document.id, document])).values()]
}
