import { AppError } from '../../core/errors.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import type { Passage, Span } from '../../core/types.js'
import type { Archive } from '../../store/archive.js'
import type { NewCuratedBlock, NewCuratedQuote } from '../../store/curated.js'
import { createStatementCheck } from '../generate/check-statement.js'
import type { Excerpt } from '../generate/excerpts.js'
import { locateInDocument } from './locate-in-document.js'

/** A part of an answer as an editor writes it. */
export interface WrittenBlock {
  /** Absent: the quotes say it, each by itself. */
  readonly text?: string | undefined
  readonly citations: readonly { readonly documentId: string; readonly quote: string }[]
}

export interface CurateParts {
  readonly archive: Pick<Archive, 'passagesOfDocument'>
  readonly segmenter: Segmenter
}

/** Beside a quote so much of its document is looked at for whole sentences. */
const AROUND_CHARACTERS = 1_000
/** Of a text in a message. */
const SHOWN_CHARACTERS = 40

interface Cited {
  readonly documentId: string
  readonly passages: readonly Passage[]
  readonly text: string
}

/**
 * What an editor wrote, held to what the documents say: each quote is found where it stands, and a text of the
 * editor's own passes the test that a language model's statements pass.
 * @throws {AppError} `curated_quote_not_found`, `curated_unsupported`: which one, and where
 */
export async function curate(
  { archive, segmenter }: CurateParts,
  { collection, question, blocks }: { collection: string; question: string; blocks: readonly WrittenBlock[] },
): Promise<NewCuratedBlock[]> {
  const documents = new Map<string, Promise<Cited>>()
  const read = (documentId: string): Promise<Cited> => {
    const known = documents.get(documentId) ?? readCited(archive, collection, documentId)
    documents.set(documentId, known)
    return known
  }
  const curated: NewCuratedBlock[] = []
  for (const { text, citations } of blocks) {
    const places: Place[] = []
    for (const { documentId, quote } of citations) {
      const document = await read(documentId)
      const spans = await locateInDocument(quote, document.text)
      if (spans.length === 0) throw quoteNotFound(quote, documentId)
      places.push(...spans.map(span => ({ document, span })))
    }
    const said = text?.trim() ?? ''
    const isQuote = said === '' || (places.length === 1 && places.some(place => textOf(place) === said))
    if (isQuote) curated.push(...places.map(place => ({ text: null, quotes: [quoteOf(place)] })))
    else curated.push(checked(said, places, { question, segmenter }))
  }
  return curated
}

interface Place {
  readonly document: Cited
  readonly span: Span
}

const textOf = ({ document, span }: Place) => document.text.slice(span.start, span.end)
const quoteOf = (place: Place): NewCuratedQuote => ({
  documentId: place.document.documentId,
  text: textOf(place),
  ...place.span,
})

async function readCited(
  archive: CurateParts['archive'],
  collection: string,
  documentId: string,
): Promise<Cited> {
  const passages = await archive.passagesOfDocument(collection, documentId)
  return { documentId, passages, text: passages.map(({ text }) => text).join('') }
}

function checked(
  text: string,
  places: readonly Place[],
  { question, segmenter }: { readonly question: string; readonly segmenter: Segmenter },
): NewCuratedBlock {
  const excerpts = places.map(excerptAround)
  const quotes = places.map((place, index) => ({ passage: index + 1, quote: textOf(place) }))
  const result = createStatementCheck(excerpts, question, segmenter).check({ statement: text, quotes })
  if (result.failure !== null) throw unsupported(text, result)
  return {
    text: result.text,
    quotes: result.quotes.map(({ passage, start, end, text }) => ({
      ...{ documentId: passage.documentId, start, end, text },
    })),
  }
}

function excerptAround({ document, span }: Place, index: number): Excerpt {
  const from = span.start - AROUND_CHARACTERS
  const to = span.end + AROUND_CHARACTERS
  const passages = document.passages.filter(({ start, end }) => start < to && end > from)
  const text = passages.map(passage => passage.text).join('')
  return { number: index + 1, passages, text, start: passages[0]?.start ?? 0 }
}

const shown = (text: string) =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : text

function quoteNotFound(quote: string, documentId: string): AppError {
  return new AppError(
    'curated_quote_not_found',
    `The document "${documentId}" does not hold the quote "${shown(quote)}". Nothing was changed; copy the quote from the document as it is now.`,
  )
}

function unsupported(
  text: string,
  { failure, detail }: { readonly failure: string | null; readonly detail: string },
): AppError {
  const why = detail === '' ? String(failure) : `${String(failure)}: ${detail}`
  return new AppError(
    'curated_unsupported',
    `The quotes do not say what the block "${shown(text)}" says (${why}). Nothing was changed; say what they say, quote more, or leave the text out.`,
  )
}
