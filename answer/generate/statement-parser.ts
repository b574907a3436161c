import { z } from 'zod'

/** A passage number and what is said to stand there; not checked yet. */
export interface ClaimedQuote {
  readonly passage: number
  readonly quote: string
}

/** What the model wrote, not checked yet. */
export interface ClaimedStatement {
  readonly statement: string
  readonly quotes: readonly ClaimedQuote[]
}

export type ParserEvent =
  /** More text of a statement that is still being written. */
  | { readonly type: 'draft'; readonly text: string }
  | { readonly type: 'statement'; readonly statement: ClaimedStatement }
  /** The model says that it has finished, and whether it found an answer. */
  | { readonly type: 'end'; readonly found: boolean }

const quoteSchema = z.object({
  passage: z.union([z.number(), z.string()]).transform(given => Number(String(given).replaceAll(/\D/g, ''))),
  quote: z.string(),
})
const statementSchema = z.object({
  statement: z.string(),
  quotes: z.union([z.array(quoteSchema), quoteSchema.transform(quote => [quote])]),
})
const objectSchema = z.union([
  statementSchema.transform(statement => [{ type: 'statement' as const, statement }]),
  z.object({ found: z.boolean() }).transform(({ found }) => [{ type: 'end' as const, found }]),
  z
    .object({ statements: z.array(statementSchema) })
    .transform(({ statements }) => statements.map(statement => ({ type: 'statement' as const, statement }))),
])

/** A longer object is given up: no statement is that long. In UTF-16 code units. */
const MAX_OBJECT_LENGTH = 8192
const THINKING = '<think>'
const THINKING_END = '</think>'

/**
 * Reads JSON objects out of whatever a model writes: one a line as asked, in a fence, in an array, over several
 * lines, with talk around them. What is thought aloud (`<think>`) is skipped, what is broken is passed over:
 * the next line that begins with `{` is a new start. Every character is looked at once.
 */
export class StatementParser {
  private buffer = ''
  private depth = 0
  private draft = new DraftReader()
  private inString = false
  private escaped = false
  private atLineStart = true
  private thinking = false
  private recent = ''

  /** @returns what was completed by this piece, in order; drafts of one statement joined */
  push(piece: string): ParserEvent[] {
    const events: ParserEvent[] = []
    for (const character of piece) {
      const draft = this.read(character, events)
      if (draft === '') continue
      const last = events.at(-1)
      if (last?.type === 'draft') events[events.length - 1] = { type: 'draft', text: last.text + draft }
      else events.push({ type: 'draft', text: draft })
    }
    return events
  }

  /** @returns text of the statement that this character adds to */
  private read(character: string, events: ParserEvent[]): string {
    const startsLine = this.atLineStart
    this.atLineStart = character === '\n'
    if (this.depth === 0) {
      if (!this.skip(character) && character === '{') this.begin()
      return ''
    }
    const isBroken =
      (this.inString && character === '\n') ||
      (startsLine && character === '{') ||
      this.buffer.length >= MAX_OBJECT_LENGTH
    if (isBroken) {
      this.depth = 0
      if (character === '{') this.begin()
      return ''
    }
    this.buffer += character
    const draft = this.draft.read(character, this.depth)
    this.balance(character)
    if (this.depth === 0) events.push(...parse(this.buffer))
    return draft
  }

  private begin(): void {
    this.buffer = '{'
    this.depth = 1
    this.inString = false
    this.escaped = false
    this.draft = new DraftReader()
  }

  private balance(character: string): void {
    if (this.inString) {
      if (this.escaped) this.escaped = false
      else if (character === '\\') this.escaped = true
      else if (character === '"') this.inString = false
    } else if (character === '"') this.inString = true
    else if (character === '{') this.depth++
    else if (character === '}') this.depth--
  }

  /** @returns whether the character belongs to what is thought aloud */
  private skip(character: string): boolean {
    this.recent = (this.recent + character).slice(-THINKING_END.length)
    if (this.thinking) {
      this.thinking = !this.recent.endsWith(THINKING_END)
      return true
    }
    this.thinking = this.recent.endsWith(THINKING)
    return this.thinking
  }
}

function parse(text: string): readonly ParserEvent[] {
  try {
    return objectSchema.safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: ' ', t: ' ', r: '', b: '', f: '' }

/** Follows one object to the value of its `statement` and decodes that as it comes. */
class DraftReader {
  private state: 'outside' | 'string' | 'value' = 'outside'
  private string = ''
  private key = ''
  private escape = ''

  read(character: string, depth: number): string {
    if (this.state === 'outside') {
      this.readOutside(character, depth)
      return ''
    }
    if (this.escape !== '') return this.finishEscape(character)
    if (character === '\\') {
      this.escape = character
      return ''
    }
    if (character === '"') {
      this.state = 'outside'
      return ''
    }
    if (this.state === 'value') return character
    // Longer strings are no keys.
    if (this.string.length < 16) this.string += character
    return ''
  }

  private readOutside(character: string, depth: number): void {
    if (character === ':') this.key = depth === 1 ? this.string : ''
    else if (character === '"') {
      this.state = this.key === 'statement' ? 'value' : 'string'
      this.key = ''
      this.string = ''
    } else if (!/\s/u.test(character)) this.key = ''
  }

  private finishEscape(character: string): string {
    this.escape += character
    const isCode = this.escape.startsWith('\\u')
    if (isCode && this.escape.length < 6) return ''
    const decoded = isCode
      ? String.fromCharCode(Number.parseInt(this.escape.slice(2), 16) || 0xfffd)
      : (ESCAPES[character] ?? character)
    this.escape = ''
    return this.state === 'value' ? decoded : ''
  }
}
