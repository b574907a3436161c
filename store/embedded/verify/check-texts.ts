import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

interface PassageRow {
  readonly key: number
  readonly document: string
  readonly collection: string
  readonly passages: number
  readonly ordinal: number | null
  readonly start: number | null
  readonly text: string | null
}

/** A document as far as its passages have been read. */
interface Reading {
  readonly row: PassageRow
  passages: number
  reached: number
  isBroken: boolean
}

/**
 * The passages of each document tile its text: numbered without a gap, each beginning where the one before ended,
 * none cutting a character. The text is their concatenation, so `slice(start, end) === quote` follows.
 */
export function checkTexts({ statements }: CheckContext, tally: Tally): void {
  const rows = statements.rows<[], PassageRow>(
    `SELECT d.key, d.id AS document, c.id AS collection, d.passages, p.ordinal, p.start, p.text
     FROM documents d JOIN collections c ON c.key = d.collection LEFT JOIN passages p ON p.document = d.key
     ORDER BY d.key, p.ordinal`,
  )
  let reading: Reading | undefined
  for (const row of rows.iterate()) {
    if (reading?.row.key !== row.key) {
      endDocument(reading, tally)
      reading = { row, passages: 0, reached: 0, isBroken: false }
    }
    readPassage(reading, row, tally)
  }
  endDocument(reading, tally)
}

function readPassage(reading: Reading, { ordinal, start, text }: PassageRow, tally: Tally): void {
  if (ordinal === null || start === null || text === null) return
  tally.examine()
  const isInPlace = ordinal === reading.passages && start === reading.reached
  if (!reading.isBroken && !(isInPlace && text !== '' && text.isWellFormed())) {
    tally.problem(`passage ${ordinal} of ${nameOf(reading.row)} does not stand where it should`)
    reading.isBroken = true
  }
  reading.passages++
  reading.reached = start + text.length
}

function endDocument(reading: Reading | undefined, tally: Tally): void {
  if (reading === undefined || reading.row.passages === reading.passages) return
  tally.problem(`${nameOf(reading.row)} counts ${reading.row.passages} passages and has ${reading.passages}`)
}

const nameOf = ({ collection, document }: PassageRow) => `document ${document} of collection ${collection}`
