import { AppError } from '../../core/errors.js'

type Encoding = 'utf-8' | 'gb18030' | 'big5' | 'utf-16le' | 'utf-16be'

/** Share of likely characters below which a guess is taken for noise. */
const MIN_LIKELY = 0.5
/** A text in UTF-16 of which so large a share of the bytes is zero holds letters of an alphabet. */
const MIN_ZERO_SHARE = 0.1
const ZERO_BYTES_OF_TEXT = 0.001

/**
 * Turns bytes into text without ever losing one silently. In this order: a byte-order mark, the declared
 * charset, detection over the whole file between UTF-8, GB18030, Big5 and UTF-16. A declared charset in which
 * the bytes are not valid is taken for a mistake and passed over.
 *
 * The declaration must win over detection: `系统通知` in GBK is valid UTF-8.
 * @param declared charset labels as transport or document name them, the strongest first
 * @throws {AppError} `unreadable_document`
 */
export function decodeText(bytes: Uint8Array, declared: readonly (string | undefined)[] = []): string {
  const marked = markedEncoding(bytes)
  if (marked !== undefined) {
    const text = tryDecode(bytes, marked)
    if (text !== undefined) return text
  }
  for (const label of declared) {
    const text = label === undefined ? undefined : tryDecode(bytes, canonicalLabel(label))
    if (text !== undefined) return text
  }
  const detected = detect(bytes)
  if (detected !== undefined) return detected
  throw new AppError(
    'unreadable_document',
    'The bytes are not text in UTF-8, GB18030, Big5 or UTF-16. Save the file as UTF-8, or declare its charset.',
  )
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

/** GB2312 and GBK are subsets of GB18030, and files that name them use more than they hold. */
function canonicalLabel(label: string): string {
  const name = label.trim().toLowerCase()
  return /^(?:gb[-_]?2312(?:-80)?|gbk|cp936|x-gbk|csgb2312|euc-cn)$/.test(name) ? 'gb18030' : name
}

/** @returns undefined when the bytes are not valid in the encoding, or nobody knows it */
function tryDecode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function detect(bytes: Uint8Array): string | undefined {
  const zeros = zeroBytes(bytes)
  const zeroShare = (zeros.even + zeros.odd) / Math.max(1, bytes.length)
  if (zeroShare >= MIN_ZERO_SHARE) return decodeWide(bytes, zeros)
  const utf8 = tryDecode(bytes, 'utf-8')
  // Many zeros in what is valid UTF-8 are a program's data, not a text.
  if (utf8 !== undefined) return zeroShare <= ZERO_BYTES_OF_TEXT ? utf8 : undefined
  return mostLikely(bytes, ['gb18030', 'big5', 'utf-16le', 'utf-16be'])
}

/** Letters of an alphabet have their zero byte last in little endian, first in big endian. */
function decodeWide(bytes: Uint8Array, zeros: { even: number; odd: number }): string | undefined {
  return mostLikely(bytes, zeros.odd >= zeros.even ? ['utf-16le'] : ['utf-16be'])
}

function zeroBytes(bytes: Uint8Array): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 }
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0) zeros.even++
    else zeros.odd++
  }
  return zeros
}

function mostLikely(bytes: Uint8Array, encodings: readonly Encoding[]): string | undefined {
  let best: { text: string; likelihood: number } | undefined
  for (const encoding of encodings) {
    const text = tryDecode(bytes, encoding)
    if (text === undefined) continue
    const likelihood = encoding.startsWith('utf-16') ? likelyWide(text) : likelyPairs(bytes, encoding)
    if (likelihood >= MIN_LIKELY && likelihood > (best?.likelihood ?? 0)) best = { text, likelihood }
  }
  return best?.text
}

/**
 * Share of the two-byte characters that lie in the rows of punctuation and of the frequent characters: both
 * standards order their characters by use (GB 2312 level 1: rows B0-D7; Big5 level 1: A4-C6).
 */
function likelyPairs(bytes: Uint8Array, encoding: Encoding): number {
  const isLikely =
    encoding === 'gb18030'
      ? (lead: number, trail: number) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || isSymbol(lead))
      : (lead: number) => (lead >= 0xa4 && lead <= 0xc6) || isSymbol(lead)
  let likely = 0
  let pairs = 0
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    pairs++
    if (isLikely(lead, bytes[at + 1] ?? 0)) likely++
    at++
  }
  return pairs === 0 ? 0 : likely / pairs
}

const isSymbol = (lead: number) => lead === 0xa1 || lead === 0xa3

const EXPECTED = /[\n\r\t\u0020-\u007e\u00a0-\u024f\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/g

/** Share of characters that Chinese and English texts are made of. */
const likelyWide = (text: string) => (text.match(EXPECTED)?.length ?? 0) / Math.max(1, text.length) - 0.2
