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
 * What of the passages found is shown to the model: the best ones as far as they fit, document by document in
 * the order given, those that follow each other in one piece.
 * @param maxCharacters of all texts together (UTF-16 code units)
 */
export function makeExcerpts(found: readonly FoundPassage[], maxCharacters: number): Excerpt[] {
  const kept = new Set<Passage>()
  let room = maxCharacters
  for (const { passage } of found.toSorted((one, other) => other.score - one.score)) {
    if (passage.text.length > room) continue
    kept.add(passage)
    room -= passage.text.length
  }
  const runs: [Passage, ...Passage[]][] = []
  for (const { passage } of found) {
    if (!kept.delete(passage)) continue
    const run = runs.at(-1)
    if (run !== undefined && follows(passage, run.at(-1))) run.push(passage)
    else runs.push([passage])
  }
  return runs.map((passages, index) => ({
    number: index + 1,
    passages,
    text: passages.map(({ text }) => text).join(''),
    start: passages[0].start,
  }))
}

function follows(passage: Passage, last: Passage | undefined): boolean {
  return (
    passage.collection === last?.collection &&
    passage.documentId === last.documentId &&
    passage.start === last.end
  )
}

/** The passage of an excerpt that holds an offset of the document. */
export function passageAt({ passages }: Excerpt, offset: number): Passage {
  const passage = passages.find(({ end }) => offset < end) ?? passages.at(-1)
  if (passage === undefined) throw new RangeError('an excerpt has at least one passage')
  return passage
}
