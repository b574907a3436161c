import type { Passage } from '../../core/types.js'

/** A passage that was found, with its score: higher is better. */
export interface FoundPassage {
  readonly passage: Passage
  readonly score: number
}

/** A stretch of one document that is shown to the model: passages that follow each other, as one text. */
export interface Excerpt {
  /** The number that the model cites it by, 1-based. */
  readonly number: number
  /** Never empty, in the order of the document. `text` is their texts joined. */
  readonly passages: readonly Passage[]
  readonly text: string
  /** Where `text` begins in the document. */
  readonly start: number
}

/**
 * What of the passages found is shown to the model: the best ones as far as they fit, document by document,
 * best first, those that follow each other in one piece.
 * @param found in any order; a passage found more than once counts with its best score
 * @param maxCharacters of all texts together (UTF-16 code units)
 */
export function makeExcerpts(found: readonly FoundPassage[], maxCharacters: number): Excerpt[] {
  const documents = new Map<string, Map<number, Passage>>()
  let room = maxCharacters
  for (const { passage } of found.toSorted((one, other) => other.score - one.score)) {
    const key = `${passage.collection}\n${passage.documentId}`
    const kept = documents.get(key) ?? new Map<number, Passage>()
    if (kept.has(passage.id) || passage.text.length > room) continue
    room -= passage.text.length
    documents.set(key, kept.set(passage.id, passage))
  }
  const runs = [...documents.values()].flatMap(kept => runsOf([...kept.values()]))
  return runs.map((passages, index) => ({
    number: index + 1,
    passages,
    text: passages.map(({ text }) => text).join(''),
    start: passages[0].start,
  }))
}

/** Passages of one document, those that follow each other together, in the order of the document. */
function runsOf(passages: readonly Passage[]): [Passage, ...Passage[]][] {
  const runs: [Passage, ...Passage[]][] = []
  for (const passage of passages.toSorted((one, other) => one.start - other.start)) {
    const run = runs.at(-1)
    if (run?.at(-1)?.end === passage.start) run.push(passage)
    else runs.push([passage])
  }
  return runs
}

/** The passage of an excerpt that holds an offset of the document. */
export function passageAt({ passages }: Excerpt, offset: number): Passage {
  const passage = passages.find(({ end }) => offset < end) ?? passages.at(-1)
  if (passage === undefined) throw new RangeError('an excerpt has at least one passage')
  return passage
}
