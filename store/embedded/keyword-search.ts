import type {
  DocumentScore,
  IndexTerm,
  KeywordQuery,
  KeywordResult,
  PassageScore,
  TermStatistics,
} from '../archive.js'
import { documentTermsTable, markBigram, passageTermsTable, requireCollection } from './collection-tables.js'
import { filterQuery } from './filter-query.js'
import type { Statements } from './statements.js'
import { TermFrequencies } from './term-frequencies.js'

/** How much an occurrence counts in BM25, by column. */
export const COLUMN_WEIGHTS = { words: 1, bigrams: 0.5, titleWords: 1, titleBigrams: 0.5 } as const

/** Most terms looked up for one query; the most common ones are left out first. */
const MAX_QUERY_TERMS = 64
/** FTS5 gives a term that more than half of the rows hold next to no weight, at the price of visiting them. */
const MAX_TERM_SHARE = 0.5
/** Kept however common they are. */
const MIN_QUERY_TERMS = 3

interface Row {
  readonly id: number
  readonly score: number
}

/** The keyword arm: BM25 over passages and over whole documents. */
export class KeywordSearch {
  private readonly frequencies: TermFrequencies

  constructor(private readonly statements: Statements) {
    this.frequencies = new TermFrequencies(statements)
    statements.database.exec('CREATE TEMP TABLE filter_documents (key INTEGER PRIMARY KEY)')
    statements.database.exec('CREATE TEMP TABLE filter_passages (key INTEGER PRIMARY KEY)')
  }

  termStatistics(collections: readonly string[], terms: readonly IndexTerm[]): TermStatistics {
    return this.statements.snapshot(() => this.readStatistics(collections, terms))
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
      const rank = (table: string, rows: number, filter: string) =>
        this.rank(table, this.chooseTerms(table, terms, rows), query.limit, filtered ? filter : undefined)
      for (const { id, score } of rank(passageTermsTable(collectionKey), size.passages, 'filter_passages'))
        passages.push({ passageId: id, score })
      for (const row of rank(documentTermsTable(collectionKey), size.documents, 'filter_documents'))
        documents.push({ collection, documentId: this.documentId(row.id), score: row.score })
    }
    return { passages: passages.sort(byScore), documents: documents.sort(byScore) }
  }

  /** Rarest first. Terms that no row holds are left out. */
  private chooseTerms(table: string, terms: readonly string[], rows: number): string[] {
    const counted = terms
      .map(text => ({ text, count: this.frequencies.of(table, text) }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => one.count - other.count)
    const rare = counted.filter(({ count }) => count <= rows * MAX_TERM_SHARE)
    const chosen = rare.length >= MIN_QUERY_TERMS ? rare : counted.slice(0, MIN_QUERY_TERMS)
    return chosen.slice(0, MAX_QUERY_TERMS).map(({ text }) => text)
  }

  /**
   * The unary plus keeps SQLite from searching once for each key of the filter: it walks the matches once,
   * drops what the filter does not hold and ranks the rest.
   */
  private rank(table: string, terms: readonly string[], limit: number, filter: string | undefined): Row[] {
    if (terms.length === 0) return []
    const { words, bigrams, titleWords, titleBigrams } = COLUMN_WEIGHTS
    const weights = [words, bigrams, titleWords, titleBigrams].map(weight => weight.toFixed(3)).join(', ')
    const restriction = filter === undefined ? '' : `AND +rowid IN (SELECT key FROM temp.${filter})`
    const sql = `SELECT rowid AS id, -bm25(${table}, ${weights}) AS score FROM ${table}
      WHERE ${table} MATCH ? ${restriction} ORDER BY score DESC, rowid LIMIT ?`
    return this.statements.rows<[string, number], Row>(sql).all(terms.map(quote).join(' OR '), limit)
  }

  /** @returns whether the query is restricted at all */
  private fillFilter(collectionKey: number, { filter }: KeywordQuery): boolean {
    const documents = filterQuery(collectionKey, filter)
    if (documents === undefined) return false
    this.statements.run('DELETE FROM temp.filter_documents')
    this.statements.run('DELETE FROM temp.filter_passages')
    this.statements.run(
      `INSERT INTO temp.filter_documents SELECT key FROM documents WHERE ${documents.where}`,
      ...documents.parameters,
    )
    this.statements.run(`INSERT INTO temp.filter_passages
      SELECT p.id FROM temp.filter_documents f CROSS JOIN passages p ON p.document = f.key`)
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

const indexedText = ({ field, text }: IndexTerm) =>
  field === 'bigrams' && text !== '' ? markBigram(text) : text

/** A term as an FTS5 string: nothing in it can be read as syntax. A NUL would end the expression. */
const quote = (term: string) => `"${term.replaceAll('\0', ' ').replaceAll('"', '""')}"`

const byScore = (one: { score: number }, other: { score: number }) => other.score - one.score
