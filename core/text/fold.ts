import traditionalToSimplified from 'opencc-js/dict/TSCharacters'

/** A text folded for matching, with the way back to the original. */
export interface FoldedText {
  readonly text: string
  /** The original offset of a folded offset, `0..text.length` inclusive. */
  originalOffset(offset: number): number
}

const SIMPLIFIED = new Map(
  traditionalToSimplified.split('|').map(entry => {
    const [traditional = '', simplified = ''] = entry.split(' ')
    return [traditional, simplified] as const
  }),
)

const COMBINING_MARK = /\p{M}/gu
const MARKED_SCRIPT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u

const simplify = (character: string) => SIMPLIFIED.get(character) ?? character

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x80) return character.toLowerCase()
  if (code >= 0x4e00 && code <= 0x9fff) return simplify(character)
  const compatible = character.normalize('NFKC').toLowerCase()
  const plain = MARKED_SCRIPT.test(compatible)
    ? compatible.normalize('NFD').replace(COMBINING_MARK, '')
    : compatible
  return plain === character ? simplify(character) : Array.from(plain, simplify).join('')
}

/** Whether a code unit stands for itself: most do, and are copied in runs. */
const PLAIN = Uint8Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit < 0x80) return unit < 0x41 || unit > 0x5a ? 1 : 0
  return unit >= 0x4e00 && unit <= 0x9fff && !SIMPLIFIED.has(String.fromCharCode(unit)) ? 1 : 0
})

/**
 * Folds what readers take for the same: compatibility forms and full-width (NFKC), case, accents of Latin,
 * Greek and Cyrillic letters, traditional characters (one by one, OpenCC's character table). For matching
 * only: what is shown and cited is always the original.
 */
export function fold(text: string): FoldedText {
  let folded = ''
  let copied = 0
  let origins: number[] | null = null
  const copyTo = (end: number) => {
    folded += text.slice(copied, end)
    if (origins !== null) for (let unit = copied; unit < end; unit++) origins.push(unit)
  }
  for (let at = 0; at < text.length;) {
    if (PLAIN[text.charCodeAt(at)] === 1) {
      at++
      continue
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const replacement = foldCharacter(character)
    copyTo(at)
    if (origins === null && replacement.length !== character.length) {
      origins = Array.from({ length: at }, (_, index) => index)
    }
    if (origins !== null) for (let unit = 0; unit < replacement.length; unit++) origins.push(at)
    folded += replacement
    at += character.length
    copied = at
  }
  copyTo(text.length)
  const map: readonly number[] | null = origins
  if (map === null) return { text: folded, originalOffset: offset => offset }
  return { text: folded, originalOffset: offset => map[offset] ?? text.length }
}
