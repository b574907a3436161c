import type { Segmenter } from '../../core/text/segmenter.js'
import { stem, type Reading } from './reading.js'

const HAN_RUN = /[\p{Script=Han}々〇]+/gu
const LATIN_WORD = /[\p{L}\p{M}]+(?:['’][\p{L}]+)*/gu
const HAN = /^[\p{Script=Han}々〇]/u

/** Grammar and the verbs of everyday reporting: they name nothing. */
const PLAIN_CHARACTERS = new Set(
  '的地得了着过们所之者在于由为是共约将已从到至和与及则均各每其该此这那也都还又并但而或若如因以可能会要须需应后前时中内外上下里间起止才就再只仅不未无没非个位名次很更最向对给把被让使按据经等称说指有达即分用请找去来办交看买开收设建供定给含占含另除跟同比较略近超满逾多余左右当日月年号元人是否吗呢吧',
)
/** Parts of speech of jieba that name something. */
const NAME_TAG = /^(?:nr|ns|nt|nz|x)/
/** Endings that make a name of any word before them: 和平路, 解放桥. */
const NAME_SUFFIX = new Set('区县镇乡村街路巷桥站港湾湖河江山岛馆院校厅局委厂店社')
/** English words that may begin a sentence without naming anything. */
const OPENERS = new Set(
  'a an the this that these those it its he she they we you i there here his her their our my your in on at by for from to of with as and but or so if when while where who what which how all both each every some many most no not after before during since until until under over about also only then however moreover meanwhile according'.split(
    ' ',
  ),
)

export interface Licence {
  /** Folded text of everything that may be named: quotes, their sentences, titles. */
  readonly text: string
  readonly vocabulary: ReadonlySet<string>
}

/**
 * A name, or what may be one, that the sources do not hold. Common words of the dictionary are let through: a
 * statement may put things in its own words, but names nothing of its own.
 * @returns the word, or null
 */
export function unknownName(statement: Reading, licence: Licence, segmenter: Segmenter): string | null {
  return unknownHan(statement, licence, segmenter) ?? unknownLatin(statement, licence)
}

function unknownHan(statement: Reading, licence: Licence, segmenter: Segmenter): string | null {
  const isFact = (at: number) => statement.facts.some(({ start, end }) => at >= start && at < end)
  for (const { 0: run, index } of statement.text.matchAll(HAN_RUN)) {
    const words = segmenter.tag(run)
    for (const [position, word] of words.entries()) {
      if (licence.text.includes(word.text)) continue
      const isName = NAME_TAG.test(word.tag) || word.text.length === 1
      if (!isName && !endsName(run, words[position + 1], licence)) continue
      for (let at = word.offset; at < word.offset + word.text.length; at++) {
        if (!isFact(index + at) && !isLicensed(run, at, licence)) return word.text
      }
    }
  }
  return null
}

/** A common word before 路 or 桥 makes a name, unless that name is in the sources. */
function endsName(
  run: string,
  next: { readonly text: string; readonly offset: number } | undefined,
  licence: Licence,
): boolean {
  if (next === undefined || !NAME_SUFFIX.has(next.text)) return false
  return !licence.text.includes(run.slice(next.offset - 1, next.offset + 1))
}

/** Plain, or next to the same character as somewhere in the sources. */
function isLicensed(run: string, at: number, licence: Licence): boolean {
  const character = run.charAt(at)
  if (PLAIN_CHARACTERS.has(character)) return true
  const pairs = [run.slice(Math.max(0, at - 1), at + 1), run.slice(at, at + 2)]
  return pairs.some(pair => pair.length === 2 && licence.text.includes(pair))
}

function unknownLatin(statement: Reading, licence: Licence): string | null {
  const words = [...statement.text.matchAll(LATIN_WORD)].filter(({ 0: word }) => !HAN.test(word))
  for (const [position, { 0: word, index }] of words.entries()) {
    if (licence.vocabulary.has(stem(word)) || licence.text.includes(word)) continue
    if (statement.facts.some(({ start, end }) => index >= start && index < end)) continue
    if (!isCapital(statement, index)) continue
    const isFirst = statement.sentences.some(({ start, end }) => {
      return index >= start && index < end && statement.text.slice(start, index).trim() === ''
    })
    const next = words[position + 1]
    const isNamePart = next !== undefined && isCapital(statement, next.index)
    if (!isFirst || isNamePart || !OPENERS.has(word)) return word
  }
  return null
}

function isCapital({ original, folded }: Reading, at: number): boolean {
  return /^\p{Lu}/u.test(original.slice(folded.originalOffset(at), folded.originalOffset(at) + 2))
}
