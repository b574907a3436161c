import type { Segmenter } from '../../core/text/segmenter.js'
import type { Span } from '../../core/types.js'
import { nameWords } from './novelty.js'
import { contextOf, isCapital, likeness, type Reading } from './reading.js'

const HAN_RUN = /[\p{Script=Han}々〇]+/gu
const LATIN_WORD = /[\p{Script=Latin}\p{M}]+/gu

/** How much better another name must fit the place than the one that stands there. */
const BETTER_FIT = 1.2
const BETTER_FIT_LEAST = 1.5
/** Likeness from which a place of the source is taken to be the one that the statement speaks of. */
const RELATED = 6

/**
 * A name of the sources in the place of another: the surroundings that it has in the statement are, in the
 * source, those of another name.
 * @returns the name, or null
 */
export function misplacedName(statement: Reading, source: Reading, segmenter: Segmenter): string | null {
  const others = namesOf(source, segmenter)
  for (const name of namesOf(statement, segmenter)) {
    const context = contextOf(statement, name)
    const fit = (places: readonly Span[]) =>
      Math.max(-1, ...places.map(place => likeness(context, contextOf(source, place))))
    const own = placesOf(name.text, source.text)
    const foreign = others.filter(
      ({ text, start, end, isHan }) =>
        isHan === name.isHan &&
        !text.includes(name.text) &&
        !name.text.includes(text) &&
        own.every(place => place.end <= start || place.start >= end),
    )
    const [same, other] = [fit(own), fit(foreign)]
    if (other >= (same < 0 ? RELATED : same * BETTER_FIT + BETTER_FIT_LEAST)) return name.text
  }
  return null
}

interface Name extends Span {
  readonly text: string
  readonly isHan: boolean
}

function namesOf(reading: Reading, segmenter: Segmenter): Name[] {
  const isFact = ({ start, end }: Span) => reading.facts.some(fact => start < fact.end && end > fact.start)
  const han = [...reading.text.matchAll(HAN_RUN)].flatMap(({ 0: run, index }) =>
    nameWords(run, segmenter).map(({ text, offset }) => {
      const start = index + offset
      return { text, start, end: start + text.length, isHan: true }
    }),
  )
  const latin = [...reading.text.matchAll(LATIN_WORD)].flatMap(({ 0: text, index }) =>
    isCapital(reading, index) ? [{ text, start: index, end: index + text.length, isHan: false }] : [],
  )
  return [...han, ...latin].filter(name => !isFact(name))
}

function placesOf(name: string, text: string): Span[] {
  const places: Span[] = []
  for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + 1)) {
    places.push({ start, end: start + name.length })
  }
  return places
}
