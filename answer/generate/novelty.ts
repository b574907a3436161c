import type { Segmenter, TaggedWord } from '../../core/text/segmenter.js'
import { isCapital, stem, type Reading } from './reading.js'

const HAN_RUN = /[\p{Script=Han}々〇]+/gu
const LATIN_WORD = /[\p{L}\p{M}]+(?:['’][\p{L}]+)*/gu
const HAN = /^[\p{Script=Han}々〇]/u

/** Grammar and the verbs of everyday reporting: they name nothing. */
const PLAIN_CHARACTERS = new Set(
  '的地得了着过们所之者自在于由为是共约将已从到至和与及则均各每其该此这那也都还又并但而或若如因以可能会要须需应后前时中内外上下里间起止才就再只仅不未无没非个位名次很更最向对给把被让使按据经等称说指有达即分用请找去来办交看买开收设建供定给含占含另除跟同比较本略近超满逾多余左右当日月年号元人是否吗呢吧',
)
/** Parts of speech of jieba that name something. */
const NAME_TAG = /^(?:nr|ns|nt|nz|x)/
/** Endings that make a name of any word before them: 和平路, 解放桥, 博物馆. */
const NAME_SUFFIX = new Set('区县镇乡村街路巷桥站港湾湖河江山岛馆院校厅局委厂店社')
/** Words that the dictionary takes for names, or that end like one, and that name nothing. */
const GENERIC = new Set(
  '城市 市区 地区 社区 本市 本地 当地 全国 国家 区域 道路 公路 街道 车站 学校 院校 场馆 商店 工厂 东部 西部 南部 北部 万元 亿元 左右 其中 当中'.split(
    ' ',
  ),
)
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
  return (
    unknownHan(statement, licence, segmenter) ??
    misspelt(statement, licence) ??
    unknownLatin(statement, licence)
  )
}

const HAN_TRIPLE = /(?=([\p{Script=Han}]{3}))/gu

/** One character between two others that the sources have with another character between them: 韩海岩, 韩青岩. */
function misspelt(statement: Reading, { text }: Licence): string | null {
  const skeletons = new Map<string, string>()
  for (const [, triple = ''] of text.matchAll(HAN_TRIPLE)) {
    const [first = '', middle = '', last = ''] = triple
    if (!PLAIN_CHARACTERS.has(middle)) skeletons.set(first + last, middle)
  }
  for (const [, triple = ''] of statement.text.matchAll(HAN_TRIPLE)) {
    const [first = '', middle = '', last = ''] = triple
    if (!skeletons.has(first + last) || PLAIN_CHARACTERS.has(middle)) continue
    if ([triple.slice(0, 2), triple.slice(1)].every(pair => !text.includes(pair))) return triple
  }
  return null
}

function unknownHan(statement: Reading, licence: Licence, segmenter: Segmenter): string | null {
  const isFact = (at: number) => statement.facts.some(({ start, end }) => at >= start && at < end)
  for (const { 0: run, index } of statement.text.matchAll(HAN_RUN)) {
    const words = segmenter.tag(run)
    for (const [position, word] of words.entries()) {
      if (licence.text.includes(word.text)) continue
      if (GENERIC.has(word.text)) continue
      const isPart = word.text.length === 1 || endsName(run, words[position + 1], licence)
      if (!NAME_TAG.test(word.tag) && !isNameWord(word) && !isPart) continue
      for (let at = word.offset; at < word.offset + word.text.length; at++) {
        if (!isFact(index + at) && !isLicensed(run, at, licence)) return word.text
      }
    }
  }
  return null
}

/** Whether a word names something, as far as the dictionary and its ending tell. */
function isNameWord({ text, tag }: TaggedWord): boolean {
  if (GENERIC.has(text)) return false
  // jieba makes words of what stands around names: 日到, 可免, 设有站.
  if (withoutPlainEnds(text).text.length < 2) return false
  return NAME_TAG.test(tag) || (text.length >= 3 && NAME_SUFFIX.has(text.slice(-1)))
}

function withoutPlainEnds(text: string): { readonly text: string; readonly offset: number } {
  let start = 0
  let end = text.length
  while (start < end && PLAIN_CHARACTERS.has(text.charAt(start))) start++
  while (end > start && PLAIN_CHARACTERS.has(text.charAt(end - 1))) end--
  return { text: text.slice(start, end), offset: start }
}

/** The names in a run of Han text; a common word and 镇 or 路 after it are one name. */
export function nameWords(run: string, segmenter: Segmenter): TaggedWord[] {
  const words = segmenter.tag(run)
  return words.flatMap((word, position) => {
    const next = words[position + 1]
    if (word.text.length > 1 && next !== undefined && NAME_SUFFIX.has(next.text)) {
      return [{ ...word, text: word.text + next.text }]
    }
    if (word.text.length === 1 || !isNameWord(word)) return []
    const { text, offset } = withoutPlainEnds(word.text)
    return [{ ...word, text, offset: word.offset + offset }]
  })
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
