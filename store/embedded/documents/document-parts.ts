import type { PreparedDocument, PreparedPassage } from '../../archive.js'
import { checkDocument, checkPassage } from './check-documents.js'

/** Characters handed to the writing thread in one message: copying so many takes a millisecond or two. */
const PART_CHARACTERS = 400_000

export interface KeptPassage extends Omit<PreparedPassage, 'end'> {
  readonly text: string
}

/** A document as the writing thread takes it: its text is that of its passages. */
export interface KeptDocument extends Omit<PreparedDocument, 'text' | 'passages'> {
  readonly passages: readonly KeptPassage[]
}

/** Some passages of a document; those of one `position` in a call belong to one document. */
export interface DocumentPiece {
  readonly position: number
  readonly document: KeptDocument
}

/**
 * Checks documents and cuts them into messages of bounded size, passage by passage: neither a large batch nor
 * a large document holds the caller's thread up. The last part may be empty.
 * @throws {TypeError | RangeError} naming the document and what is wrong: the caller has a defect
 */
export function* partsOf(
  documents: readonly PreparedDocument[],
  dimensions: number,
): Generator<DocumentPiece[]> {
  let part: DocumentPiece[] = []
  let size = 0
  for (const [position, { text, passages: prepared, ...document }] of documents.entries()) {
    checkDocument({ ...document, text, passages: prepared })
    let passages: KeptPassage[] = []
    part.push({ position, document: { ...document, passages } })
    let reached = 0
    for (const passage of prepared) {
      checkPassage(document.id, text, passage, { reached, dimensions })
      reached = passage.end
      const kept = keep(text, passage)
      passages.push(kept)
      size += kept.text.length + kept.words.length + kept.bigrams.length + dimensions
      if (size < PART_CHARACTERS) continue
      yield part
      passages = []
      part = [{ position, document: { ...document, passages } }]
      size = 0
    }
  }
  yield part
}

function keep(text: string, { start, end, words, bigrams, vector, pages }: PreparedPassage): KeptPassage {
  // A vector that is a view would be copied with everything else in its buffer.
  const own = vector.byteLength === vector.buffer.byteLength ? vector : vector.slice()
  return { start, text: text.slice(start, end), words, bigrams, vector: own, pages }
}

/** The writing thread's side: what has arrived of each call, until it is whole. */
export class ArrivedParts {
  private readonly calls = new Map<number, Map<number, KeptDocument & { passages: KeptPassage[] }>>()

  add(call: number, part: readonly DocumentPiece[]): void {
    const documents = this.calls.get(call) ?? new Map<number, KeptDocument & { passages: KeptPassage[] }>()
    this.calls.set(call, documents)
    for (const { position, document } of part) {
      const known = documents.get(position)
      if (known === undefined) documents.set(position, { ...document, passages: [...document.passages] })
      else for (const passage of document.passages) known.passages.push(passage)
    }
  }

  /** The documents of a call, in order; they are forgotten here. */
  take(call: number): KeptDocument[] {
    const documents = this.calls.get(call)
    this.calls.delete(call)
    return [...(documents?.values() ?? [])]
  }
}
