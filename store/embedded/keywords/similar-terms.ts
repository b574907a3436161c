import { editDistance } from '../../../core/text/edit-distance.js'
import type { MisspeltWord } from '../../archive.js'
import { passageTermsTable, requireCollection } from '../documents/collection-tables.js'
import type { Statements } from '../statements.js'
import type { TermFrequencies } from './term-frequencies.js'

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const WORD = /^[a-z]+$/
/** Most indexed words looked at for one word of a query. */
const MAX_SCANNED_TERMS = 5000
/** Most corrections remembered; beyond it the cache starts anew. */
const MAX_CACHED_WORDS = 5000

interface Similar {
  readonly term: string
  readonly edits: number
  readonly count: number
}

/**
 * Finds the indexed word that a misspelt one is most likely meant to be. Of the vocabulary only what begins
 * alike is read (the first two letters as they are, swapped, or one of them left out), and what differs from it
 * in one of them is looked up: a fraction of a millisecond a word in an archive of 20,000 passages.
 */
export class SimilarTerms {
  private readonly cache = new Map<string, Similar | undefined>()
  private generation = -1

  constructor(
    private readonly statements: Statements,
    private readonly frequencies: TermFrequencies,
  ) {}

  /** @returns for each word, in order: undefined when some passage holds it, or none holds anything like it */
  nearest(collections: readonly string[], words: readonly MisspeltWord[]): (string | undefined)[] {
    this.frequencies.refresh()
    if (this.generation !== this.frequencies.generation) this.cache.clear()
    this.generation = this.frequencies.generation
    const tables = [...new Set(collections)].map(collection =>
      passageTermsTable(requireCollection(this.statements.database, collection)),
    )
    return words.map(word => {
      if (tables.some(table => this.frequencies.of(table, word.text) > 0)) return undefined
      const found = tables.map(table => this.nearestIn(table, word)).filter(similar => similar !== undefined)
      return found.sort(byLikelihood)[0]?.term
    })
  }

  private nearestIn(table: string, word: MisspeltWord): Similar | undefined {
    const key = `${table} ${word.maxEdits} ${word.text}`
    if (this.cache.has(key)) return this.cache.get(key)
    const similar = [...this.beginningAlike(table, word), ...this.beginningOtherwise(table, word)].flatMap(
      ({ term, count }) => {
        const edits = WORD.test(term) ? editDistance(word.text, term, word.maxEdits) : undefined
        return edits === undefined ? [] : [{ term, count, edits }]
      },
    )
    const [best] = similar.sort(byLikelihood)
    if (this.cache.size >= MAX_CACHED_WORDS) this.cache.clear()
    this.cache.set(key, best)
    return best
  }

  private beginningAlike(table: string, { text, maxEdits }: MisspeltWord): Omit<Similar, 'edits'>[] {
    const [first = '', second = '', third = ''] = text
    const prefixes = new Set([first + second, second + first, first + third, second + third])
    const sql = `SELECT term, doc AS count FROM ${this.frequencies.vocabulary(table)}
      WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ${MAX_SCANNED_TERMS}`
    return [...prefixes].flatMap(prefix =>
      this.statements
        .rows<unknown[], Omit<Similar, 'edits'>>(sql)
        .all(prefix, `${prefix}{`, text.length - maxEdits, text.length + maxEdits),
    )
  }

  /** Words that differ in one of the first two letters. */
  private beginningOtherwise(table: string, { text }: MisspeltWord): Omit<Similar, 'edits'>[] {
    const first = text.charAt(0)
    const spelt = LETTERS.flatMap(letter => [
      letter + text,
      letter + text.slice(1),
      first + letter + text.slice(1),
      first + letter + text.slice(2),
    ])
    const sql = `SELECT term, doc AS count FROM json_each(?) spelt
      CROSS JOIN ${this.frequencies.vocabulary(table)} v ON v.term = spelt.value`
    return this.statements.rows<unknown[], Omit<Similar, 'edits'>>(sql).all(JSON.stringify(spelt))
  }
}

/** Fewest edits, then the most common, then by the alphabet. */
function byLikelihood(one: Similar, other: Similar): number {
  return one.edits - other.edits || other.count - one.count || (one.term < other.term ? -1 : 1)
}
