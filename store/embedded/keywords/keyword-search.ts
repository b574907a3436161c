import type {
  DocumentScore,
  IndexTerm,
  KeywordQuery,
  KeywordResult,
  MisspeltWord,
  PassageScore,
  TermStatistics,
} from '../../archive.js'
import {
  documentTermsTable,
  markBigram,
  passageTermsTable,
  requireCollection,
} from '../documents/collection-tables.js'
import { filterQuery } from '../documents/filter-query.js'
import { SimilarTerms } from './similar-terms.js'
import type { Statements } from '../statements.js'
import { TermFrequencies } from './term-frequencies.js'

/** How much an occurrence counts in BM25, by column. */
export const COLUMN_WEIGHTS = { words: 1, bigrams: 0.5, titleWords: 1, titleBigrams: 0.5 } as const

/** Most terms looked up for one query; the most common ones are left out first. */
const MAX_QUERY_TERMS = 64
/** FTS5 gives a term that more than half of the rows hold next to no weight, at the price of visiting them. */
const MAX_TERM_SHARE = 0.5
/** Kept however common they are. */
const MIN_QUERY_TERMS = 3
/** Rows that the rarest terms of a query may name before the common ones only score what is named. */
const MAX_RARE_POSTINGS = 3000
/** Two passes are made when the common terms name at least so many times as many rows as the rare ones. */
const MIN_COMMON_RATIO = 2
/** Candidates of the rare terms, for each result: all terms may order them otherwise. */
const CANDIDATES_PER_RESULT = 4

interface Row {
  readonly id: number
  readonly score: number
}

interface CountedTerm {
  readonly text: string
  /** Rows that hold it. */
  readonly count: number
}

/** A condition on the rows that are ranked. */
interface Restriction {
  readonly sql: string
  readonly parameters: readonly string[]
}

/** The keyword arm: BM25 over passages, and over the whole documents of those found. */
export class KeywordSearch {
  private readonly frequencies: TermFrequencies
  private readonly similar: SimilarTerms

  constructor(private readonly statements: Statements) {
    this.frequencies = new TermFrequencies(statements)
    this.similar = new SimilarTerms(statements, this.frequencies)
    statements.database.exec('CREATE TEMP TABLE filter_passages (key INTEGER PRIMARY KEY)')
  }

  termStatistics(collections: readonly string[], terms: readonly IndexTerm[]): TermStatistics {
    return this.statements.snapshot(() => this.readStatistics(collections, terms))
  }

  nearestTerms(collections: readonly string[], words: readonly MisspeltWord[]): (string | undefined)[] {
    return this.statements.snapshot(() => this.similar.nearest(collections, words))
  }

  search(query: KeywordQuery): KeywordResult {
    return this.statements.snapshot(() => this.searchAll(query))
  }

  private readStatistics(collections: readonly string[], terms: readonly IndexTerm[]): TermStatistics {
    this.frequencies.refresh()
    const texts = terms.map(indexedText)
    const passageFrequency = texts.map(() => 0)
    let passages = 0
    let documents = 0
    for (const collection of new Set(collections)) {
      const collectionKey = requireCollection(this.statements.database, collection)
      const size = this.sizeOf(collectionKey)
      passages += size.passages
      documents += size.documents
      const table = passageTermsTable(collectionKey)
      for (const [index, text] of texts.entries())
        passageFrequency[index] = (passageFrequency[index] ?? 0) + this.frequencies.of(table, text)
    }
    return { passages, documents, passageFrequency }
  }

  private searchAll(query: KeywordQuery): KeywordResult {
    this.frequencies.refresh()
    const terms = [...new Set(query.terms.map(indexedText))].filter(text => text !== '')
    const passages: PassageScore[] = []
    const documents: DocumentScore[] = []
    for (const collection of new Set(query.collections)) {
      const collectionKey = requireCollection(this.statements.database, collection)
      const size = this.sizeOf(collectionKey)
      const filtered = this.fillFilter(collectionKey, query)
      const table = passageTermsTable(collectionKey)
      const chosen = this.chooseTerms(table, terms, size.passages)
      const found = this.rank(table, chosen, query.limit, filtered ? FILTERED_PASSAGES : ALL_ROWS)
      for (const { id, score } of found) passages.push({ passageId: id, score })
      for (const { id, score } of this.rankDocumentsOf(found, terms, collectionKey, size.documents))
        documents.push({ collection, documentId: this.documentId(id), score })
    }
    return { passages: passages.sort(byScore), documents: documents.sort(byScore) }
  }

  /**
   * The documents of passages that were found. Others are not looked for: to rank all that hold a common term
   * took half as long as the passages, and a document none of whose passages was found has nothing to show.
   */
  private rankDocumentsOf(
    found: readonly Row[],
    terms: readonly string[],
    collectionKey: number,
    rows: number,
  ): Row[] {
    const keys = this.statements
      .values<[string], number>(
        'SELECT DISTINCT p.document FROM json_each(?) found CROSS JOIN passages p ON p.id = found.value',
      )
      .all(JSON.stringify(found.map(({ id }) => id)))
    const table = documentTermsTable(collectionKey)
    return this.best(table, this.chooseTerms(table, terms, rows), keys.length, amongIds(keys))
  }

  /** Rarest first. Terms that no row holds are left out. */
  private chooseTerms(table: string, terms: readonly string[], rows: number): CountedTerm[] {
    const counted = terms
      .map(text => ({ text, count: this.frequencies.of(table, text) }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => one.count - other.count)
    const rare = counted.filter(({ count }) => count <= rows * MAX_TERM_SHARE)
    const chosen = rare.length >= MIN_QUERY_TERMS ? rare : counted.slice(0, MIN_QUERY_TERMS)
    return chosen.slice(0, MAX_QUERY_TERMS)
  }

  /**
   * Where a query has rare terms, rows that hold none of them are not looked at: most of the time of a large
   * archive would go to rows that only common terms match, of which none becomes a result. What the rare terms
   * name is ranked by all terms.
   */
  private rank(table: string, terms: readonly CountedTerm[], limit: number, restriction: Restriction): Row[] {
    const rare = rareTerms(terms)
    if (rare.length < terms.length) {
      const candidates = this.best(table, rare, limit * CANDIDATES_PER_RESULT, restriction)
      if (candidates.length >= limit)
        return this.best(table, terms, limit, amongIds(candidates.map(({ id }) => id)))
    }
    return this.best(table, terms, limit, restriction)
  }

  private best(table: string, terms: readonly CountedTerm[], limit: number, restriction: Restriction): Row[] {
    if (terms.length === 0) return []
    const { words, bigrams, titleWords, titleBigrams } = COLUMN_WEIGHTS
    const weights = [words, bigrams, titleWords, titleBigrams].map(weight => weight.toFixed(3)).join(', ')
    const sql = `SELECT rowid AS id, -bm25(${table}, ${weights}) AS score FROM ${table}
      WHERE ${table} MATCH ? ${restriction.sql} ORDER BY score DESC, rowid LIMIT ?`
    const match = terms.map(({ text }) => quote(text)).join(' OR ')
    return this.statements.rows<unknown[], Row>(sql).all(match, ...restriction.parameters, limit)
  }

  /** @returns whether the query is restricted at all */
  private fillFilter(collectionKey: number, { filter }: KeywordQuery): boolean {
    const documents = filterQuery(collectionKey, filter)
    if (documents === undefined) return false
    this.statements.run('DELETE FROM temp.filter_passages')
    this.statements.run(
      `INSERT INTO temp.filter_passages SELECT p.id
        FROM (SELECT key FROM documents WHERE ${documents.where}) d CROSS JOIN passages p ON p.document = d.key`,
      ...documents.parameters,
    )
    return true
  }

  private documentId(key: number): string {
    const id = this.statements.values<[number], string>('SELECT id FROM documents WHERE key = ?').get(key)
    if (id === undefined)
      throw new Error(`the keyword index holds a document ${key} that the archive does not`)
    return id
  }

  private sizeOf(collectionKey: number): { documents: number; passages: number } {
    const sql = 'SELECT documents, passages FROM collections WHERE key = ?'
    const size = this.statements
      .rows<[number], { documents: number; passages: number }>(sql)
      .get(collectionKey)
    return size ?? { documents: 0, passages: 0 }
  }
}

const ALL_ROWS: Restriction = { sql: '', parameters: [] }

/**
 * The unary plus keeps SQLite from searching once for each key: it walks the matches once, drops those that
 * the restriction does not hold and ranks the rest.
 */
const FILTERED_PASSAGES: Restriction = {
  sql: 'AND +rowid IN (SELECT key FROM temp.filter_passages)',
  parameters: [],
}
const amongIds = (ids: readonly number[]): Restriction => ({
  sql: 'AND +rowid IN (SELECT value FROM json_each(?))',
  parameters: [JSON.stringify(ids)],
})

/** @param terms rarest first @returns all of them when two passes would not be faster than one */
function rareTerms(terms: readonly CountedTerm[]): readonly CountedTerm[] {
  let postings = 0
  let taken = 0
  for (const { count } of terms) {
    if (postings + count > MAX_RARE_POSTINGS) break
    postings += count
    taken++
  }
  const common = terms.slice(taken).reduce((sum, { count }) => sum + count, 0)
  return taken > 0 && common >= postings * MIN_COMMON_RATIO ? terms.slice(0, taken) : terms
}

const indexedText = ({ field, text }: IndexTerm) =>
  field === 'bigrams' && text !== '' ? markBigram(text) : text

/** A term as an FTS5 string: nothing in it can be read as syntax. A NUL would end the expression. */
const quote = (term: string) => `"${term.replaceAll('\0', ' ').replaceAll('"', '""')}"`

const byScore = (one: { score: number }, other: { score: number }) => other.score - one.score
