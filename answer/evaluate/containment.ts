import { fold } from '../../core/text/fold.js'
import type { GoldAnswer } from './questions.js'

const NO_WORDS = /[\s\p{P}\p{S}]/gu
const NUMBER = /\d+(?:\.\d+)?/g
const THOUSANDS = /(?<=\d)[,\u2009\u202f ](?=\d{3}(?!\d))/gu

/**
 * Whether a text says one of the gold answers: folded (width, case, accents, traditional characters), without
 * spaces, punctuation and symbols, it holds the answer. A gold answer that is a number must stand as a number:
 * 4 is not in 2024, and 1200 is in "1,200".
 */
export function holdsAnswer(text: string, gold: readonly GoldAnswer[]): boolean {
  const words = squash(text)
  return gold.some(answer => {
    if (typeof answer === 'number') return holdsNumber(text, Math.abs(answer))
    const sought = squash(answer)
    return sought !== '' && words.includes(sought)
  })
}

const squash = (text: string) => fold(text).text.replaceAll(NO_WORDS, '')

function holdsNumber(text: string, wanted: number): boolean {
  const plain = fold(text).text.replaceAll(THOUSANDS, '')
  return (plain.match(NUMBER) ?? []).some(number => Number(number) === wanted)
}
