import { splitSentences } from '../core/text/sentences.js'
import type { Span } from '../core/types.js'
import { boundaryAtOrBefore, cutLong, isCharacterBoundary } from './cut-long.js'
import { measure, shareOf, type SplitOptions, SPLIT_DEFAULTS } from './split-options.js'

/** A sentence with the white space after it. The atoms of a text tile it. */
interface Atom extends Span {
  readonly size: number
  /** No passage may end here: a heading, or a line that the next one continues. */
  readonly leadsOn: boolean
  readonly heading: boolean
  /** Ends its paragraph. */
  readonly last: boolean
}

/** A run of atoms that becomes a passage, alone or with its neighbours. */
interface Block extends Span {
  readonly size: number
  readonly heading: boolean
  /** Holds no letter and no digit. */
  readonly thin: boolean
}

/** Texts are split section by section, so that one step of a caller that shares its thread is short. */
const SECTION_CHARACTERS = 16_384

/**
 * Splits a text into passages: paragraphs first; a paragraph that is too long by sentences, a sentence that is
 * too long by clauses, and what has no clauses anywhere between two characters. Short neighbours are joined
 * up to the target; a heading stays with what follows it; what has no letter or digit joins a neighbour.
 *
 * The passages tile the text: in order, none empty, `passages.map(p => text.slice(p.start, p.end)).join('')
 * === text`. No border lies inside a surrogate pair, a CRLF or a base character with its marks. Linear time.
 */
export function splitPassages(text: string, options: SplitOptions = SPLIT_DEFAULTS): Span[] {
  return [...splitBySections(text, options)].flat()
}

/** The same passages, from about 16,000 characters of text a step. */
export function* splitBySections(text: string, options: SplitOptions = SPLIT_DEFAULTS): Generator<Span[]> {
  let start = 0
  while (start < text.length) {
    const limit = start + SECTION_CHARACTERS
    const end = limit < text.length ? boundaryAtOrBefore(text, limit) : text.length
    const offset = start
    const passages = splitSection(text.slice(start, end), options).map(passage => ({
      start: passage.start + offset,
      end: passage.end + offset,
    }))
    // The section may end in the middle of a sentence: its last passage is split again with what follows.
    const unfinished = end < text.length && passages.length > 1 ? passages.pop() : undefined
    yield passages
    start = unfinished?.start ?? end
  }
}

function splitSection(text: string, options: SplitOptions): Span[] {
  const blocks = [...paragraphs(atomsOf(text, options))].flatMap(paragraph =>
    packed(paragraph, text, options),
  )
  return joined(blocks, options).map(({ start, end }) => ({ start, end }))
}

/** Sentences whose white space belongs to them, with what is known of their ends. */
function atomsOf(text: string, options: SplitOptions): Atom[] {
  const sentences = splitSentences(text)
  const atoms: Atom[] = []
  let start = 0
  for (const [index, sentence] of sentences.entries()) {
    const next = sentences[index + 1]
    const end = nextBoundary(text, next?.start ?? text.length)
    if (end <= start) continue
    const span = { start, end, size: measure(text, start, end, options) }
    atoms.push({ ...span, ...endOf(text, { previous: sentences[index - 1], sentence, next }, options) })
    start = end
  }
  if (start === text.length) return atoms
  const size = measure(text, start, text.length, options)
  return [...atoms, { start, end: text.length, size, leadsOn: false, heading: false, last: true }]
}

function nextBoundary(text: string, at: number): number {
  let boundary = at
  while (!isCharacterBoundary(text, boundary)) boundary++
  return boundary
}

interface Neighbourhood {
  readonly previous: Span | undefined
  readonly sentence: Span
  readonly next: Span | undefined
}

const TERMINAL = /[。！？；…!?.;][”’"'»」』）)】〕》〉\]]*$/u
const NUMBERED =
  /^(?:#{1,6}\s|第[一二三四五六七八九十百零〇\d]+[章节節条條部分篇编編]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])/u
const EMPTY_LINE = /\n[^\S\n]*\n/u
const LIST_ITEM = /^(?:[-*+•·|>]|\d+[.、)）])/u

function endOf(text: string, { previous, sentence, next }: Neighbourhood, options: SplitOptions) {
  if (next === undefined) return { leadsOn: false, heading: false, last: true }
  const gap = text.slice(sentence.end, next.start)
  if (!gap.includes('\n')) return { leadsOn: false, heading: false, last: false }
  const tail = text.slice(Math.max(sentence.start, sentence.end - 12), sentence.end)
  const emptyLine = EMPTY_LINE.test(gap)
  if (TERMINAL.test(tail)) return { leadsOn: false, heading: false, last: true }
  const continued = /^\p{Ll}/u.test(text.slice(next.start, next.start + 2))
  if (continued && !emptyLine) return { leadsOn: true, heading: false, last: false }
  const gapBefore = text.slice(previous?.end ?? 0, sentence.start)
  const alone = previous === undefined || emptyLine || EMPTY_LINE.test(gapBefore)
  const line = text.slice(sentence.start, Math.min(sentence.end, sentence.start + 200))
  const heading =
    measure(text, sentence.start, sentence.end, options) <= options.headingMaxSize &&
    (NUMBERED.test(line) ||
      /[:：]$/u.test(tail) ||
      (alone && !LIST_ITEM.test(line) && isLonger(next, sentence)))
  return { leadsOn: heading, heading, last: !heading }
}

const isLonger = (one: Span, other: Span) => one.end - one.start > 1.5 * (other.end - other.start)

function* paragraphs(atoms: readonly Atom[]): Generator<Atom[]> {
  let paragraph: Atom[] = []
  for (const atom of atoms) {
    paragraph.push(atom)
    if (!atom.last) continue
    yield paragraph
    paragraph = []
  }
  if (paragraph.length > 0) yield paragraph
}

const sizeOf = (parts: readonly { size: number }[]) => parts.reduce((size, part) => size + part.size, 0)

/** A paragraph that fits is one block; a longer one is divided into blocks of nearly equal size. */
function packed(paragraph: readonly Atom[], text: string, options: SplitOptions): Block[] {
  let remaining = sizeOf(paragraph)
  if (remaining <= options.maxSize) return [toBlock(paragraph, text)]
  const blocks: Block[] = []
  let group: Atom[] = []
  let size = 0
  for (const atom of paragraph.flatMap(atom => cutAtom(atom, text, options))) {
    const goal = shareOf(remaining, options)
    if (group.length > 0 && endsBefore(atom, { group, size, goal }, options)) {
      blocks.push(toBlock(group, text))
      remaining -= size
      group = []
      size = 0
    }
    group.push(atom)
    size += atom.size
  }
  return [...blocks, toBlock(group, text)]
}

function cutAtom(atom: Atom, text: string, options: SplitOptions): Atom[] {
  if (atom.size <= options.maxSize) return [atom]
  return cutLong(text, atom, options).map(piece => ({ ...atom, ...piece, heading: false, leadsOn: false }))
}

interface Packing {
  readonly group: readonly Atom[]
  readonly size: number
  readonly goal: number
}

/** Whether the group is nearer to its goal without the atom than with it. */
function endsBefore(atom: Atom, { group, size, goal }: Packing, options: SplitOptions): boolean {
  const leadsOn = group.at(-1)?.leadsOn === true
  const room = leadsOn && size <= options.headingMaxSize ? options.headingMaxSize : 0
  if (size + atom.size > options.maxSize + room) return true
  return !leadsOn && size + atom.size - goal > goal - size
}

function toBlock(group: readonly Atom[], text: string): Block {
  const start = group[0]?.start ?? 0
  const end = group.at(-1)?.end ?? start
  const thin = !/[\p{L}\p{N}]/u.test(text.slice(start, end))
  return { start, end, size: sizeOf(group), heading: group[0]?.heading === true, thin }
}

function joined(blocks: readonly Block[], options: SplitOptions): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const previous = result.at(-1)
    if (previous !== undefined && belongTogether(previous, block, options)) {
      result[result.length - 1] = {
        start: previous.start,
        end: block.end,
        size: previous.size + block.size,
        heading: previous.heading || (previous.thin && block.heading),
        thin: previous.thin && block.thin,
      }
    } else {
      result.push(block)
    }
  }
  return result
}

function belongTogether(previous: Block, next: Block, options: SplitOptions): boolean {
  const size = previous.size + next.size
  if (previous.thin || next.thin) return size <= options.maxSize + options.minSize
  if (next.heading) return previous.size < options.minSize && size <= options.targetSize
  if (size <= options.targetSize) return true
  return Math.min(previous.size, next.size) < options.minSize && size <= options.maxSize
}
