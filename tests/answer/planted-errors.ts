import type { Change, Random } from './planted-change.js'
import { TRUE } from './planted-truths.js'
import { UNTRUE } from './planted-untruths.js'

/** A statement with its quote, and whether the sentence it was made from bears it out. */
export interface PlantedCase {
  readonly kind: string
  readonly isTrue: boolean
  readonly statement: string
  readonly quote: string
}

/** A date of the sentence with the year of publication, or another one. */
function yearCompleted(sentence: string, year: number): string | null {
  if (/\d{4}年/.test(sentence) || !/(?<!\d)\d{1,2}月\d{1,2}日/.test(sentence)) return null
  return sentence.replace(/(?<!\d)\d{1,2}月\d{1,2}日/, `${year}年$&`)
}

/** A part of the sentence that holds its first number: the quote that a hasty model gives. */
const partOf: Change = sentence => {
  const part =
    sentence
      .split(/[，,；;]/)
      .find(clause => /\d/.test(clause))
      ?.trim() ?? ''
  return part.length >= 6 && part.length < sentence.length - 4 ? part : null
}

export interface PlantedSentence {
  readonly sentence: string
  /** Another sentence of the same document. */
  readonly other: string
  /** Of publication. */
  readonly year: number
}

/** Everything that can be said of a sentence, true and untrue; the quote is the sentence unless the kind says so. */
export function plantIn({ sentence, other, year }: PlantedSentence, random: Random): PlantedCase[] {
  const make = (changes: typeof TRUE, isTrue: boolean) =>
    Object.entries(changes).flatMap(([kind, change]): PlantedCase[] => {
      const statement = change(sentence, random)
      return statement === null ? [] : [{ kind, isTrue, statement, quote: sentence }]
    })
  const invented = UNTRUE['number']?.(sentence, random) ?? UNTRUE['negation']?.(sentence, random)
  const extra = (kind: string, isTrue: boolean, statement: string | null, quote: string | null = sentence) =>
    statement === null || quote === null ? [] : [{ kind, isTrue, statement, quote }]
  return [
    ...extra('year completed', true, yearCompleted(sentence, year)),
    ...extra('year completed wrongly', false, yearCompleted(sentence, year - 1)),
    ...extra('part quoted', true, sentence, partOf(sentence, random)),
    ...extra('other sentence quoted', false, sentence, other),
    ...make(TRUE, true),
    ...make(UNTRUE, false),
    // The quote is made to fit the error: it stands nowhere.
    ...(invented ? [{ kind: 'invented quote', isTrue: false, statement: invented, quote: invented }] : []),
  ]
}
