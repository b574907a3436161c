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

/**
 * Folds what readers take for the same: compatibility forms and full-width (NFKC), case, accents of Latin,
 * Greek and Cyrillic letters, traditional characters (one by one, OpenCC's character table). For matching
 * only: what is shown and cited is always the original.
 */
export function fold(text: string): FoldedText {
  let folded = ''
  let position = 0
  let origins: number[] | null = null
  for (const character of text) {
    const replacement = foldCharacter(character)
    if (origins === null && replacement.length !== character.length) {
      origins = Array.from({ length: position }, (_, index) => index)
    }
    if (origins !== null) for (let unit = 0; unit < replacement.length; unit++) origins.push(position)
    folded += replacement
    position += character.length
  }
  if (origins === null) return { text: folded, originalOffset: offset => offset }
  const map = origins
  return { text: folded, originalOffset: offset => map[offset] ?? position }
}
