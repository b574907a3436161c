import { pagesWithin } from '../core/pages.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { Span } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { PreparedDocument, PreparedPassage } from '../store/archive.js'
import type { NormalisedDocument } from './normalise-document.js'
import { passageInput } from '../embeddings/passage-input.js'
import { splitBySections } from './split.js'
import type { TimeSlice } from '../core/time-slice.js'

/** A document with the passages it will have. */
export interface SplitDocument {
  readonly document: NormalisedDocument
  readonly passages: readonly Span[]
}

/**
 * Splits documents and puts them together into batches of about `batchPassages` passages; a document that has
 * more alone is a batch of its own. Lazy: a document is split when its batch is asked for.
 */
export async function* batchesOf(
  documents: readonly NormalisedDocument[],
  batchPassages: number,
  slice: TimeSlice,
): AsyncGenerator<SplitDocument[]> {
  let batch: SplitDocument[] = []
  let size = 0
  for (const document of documents) {
    const passages = await split(document.text, slice)
    if (batch.length > 0 && size + passages.length > batchPassages) {
      yield batch
      batch = []
      size = 0
    }
    batch.push({ document, passages })
    size += passages.length
  }
  if (batch.length > 0) yield batch
}

async function split(text: string, slice: TimeSlice): Promise<Span[]> {
  const passages: Span[] = []
  for (const section of splitBySections(text)) {
    for (const passage of section) passages.push(passage)
    await slice.giveWay()
  }
  return passages
}

export interface PreparationDeps {
  readonly tokeniser: Tokeniser
  readonly embedder: Embedder
  readonly batchPassages: number
  readonly slice: TimeSlice
}

/** Adds index terms and vectors: everything the archive needs to keep the batch in one step. */
export async function prepareDocuments(
  batch: readonly SplitDocument[],
  deps: PreparationDeps,
  signal: AbortSignal | undefined,
): Promise<PreparedDocument[]> {
  // The model works on its own threads while this one looks for the words.
  const [vectors, terms] = await Promise.all([embed(batch, deps, signal), tokenise(batch, deps)])
  let next = 0
  return batch.map(({ document, passages }) => {
    const title = deps.tokeniser.indexTerms(document.title)
    const prepared = passages.map((passage): PreparedPassage => {
      const [vector, indexTerms] = [vectors[next], terms[next]]
      next++
      if (vector === undefined || indexTerms === undefined) throw new Error('the embedder left a passage out')
      const pages = pagesWithin(document.pages, passage)
      return { ...passage, ...indexTerms, vector, ...(pages.length > 0 && { pages }) }
    })
    return { ...document, titleWords: title.words, titleBigrams: title.bigrams, passages: prepared }
  })
}

function* passageTexts(batch: readonly SplitDocument[]): Generator<{ title: string; text: string }> {
  for (const { document, passages } of batch) {
    for (const { start, end } of passages) {
      yield { title: document.title, text: document.text.slice(start, end) }
    }
  }
}

async function tokenise(batch: readonly SplitDocument[], { tokeniser, slice }: PreparationDeps) {
  const terms: { words: string; bigrams: string }[] = []
  for (const { text } of passageTexts(batch)) {
    terms.push(tokeniser.indexTerms(text))
    await slice.giveWay()
  }
  return terms
}

async function embed(
  batch: readonly SplitDocument[],
  { embedder, batchPassages }: PreparationDeps,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const texts = Array.from(passageTexts(batch), passageInput)
  const vectors: Float32Array[] = []
  for (let at = 0; at < texts.length; at += batchPassages) {
    signal?.throwIfAborted()
    for (const vector of await embedder.embed(texts.slice(at, at + batchPassages), 'passage', signal)) {
      vectors.push(vector)
    }
  }
  return vectors
}
