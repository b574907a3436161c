import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../core/errors.js'

/** A question of a file, with what is known of its answer. */
export interface EvaluationQuestion {
  readonly id: string
  readonly text: string
  /** Ids of the documents that hold the answer; empty: not judged by documents. */
  readonly gold: readonly string[]
  /** What a right answer says; empty: not judged by words. */
  readonly answers: readonly GoldAnswer[]
  /** False: the archive does not hold the answer, and refusing is right. */
  readonly answerable: boolean
  readonly collections?: readonly string[] | undefined
  readonly filters?: Readonly<Record<string, unknown>> | undefined
}

export type GoldAnswer = string | number

/** Most questions of a run. */
export const MAX_QUESTIONS = 5000
const MAX_ID_CHARACTERS = 128
/** Most bad lines that are named at once. */
const MAX_NAMED = 20

const text = z
  .string()
  .max(1000)
  .refine(value => /[\p{L}\p{N}]/u.test(value), 'Must hold a letter or a digit')
const ids = z.array(z.string().min(1).max(512)).max(1000)
const line = z
  .strictObject({
    id: z.string().min(1).max(MAX_ID_CHARACTERS).optional(),
    text: text.optional(),
    question: text.optional(),
    gold: ids.optional(),
    answers: z
      .array(z.union([z.string().min(1).max(10_000), z.number()]))
      .max(1000)
      .optional(),
    answerable: z.boolean().optional(),
    collections: z.array(z.string()).min(1).max(100).optional(),
    filters: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(({ text, question }) => (text === undefined) !== (question === undefined), {
    message: 'Needs exactly one of "text" and "question"',
  })
  .refine(({ answerable, answers = [] }) => answerable !== false || answers.length === 0, {
    message: 'May not have answers when "answerable" is false',
    path: ['answers'],
  })

interface LineFault {
  readonly path: string
  readonly message: string
}

/**
 * Reads a questions file: a JSON object a line, `{ id?, text | question, gold?, answers?, answerable?,
 * collections?, filters? }`. A question is unanswerable when `answerable` is false, or when `gold` is there and
 * empty and there are no answers.
 * @throws {AppError} `invalid_request`, naming each bad line and what is wrong with it
 */
export function parseQuestions(content: string): EvaluationQuestion[] {
  const questions: EvaluationQuestion[] = []
  const faults: LineFault[] = []
  const lineOf = new Map<string, number>()
  for (const [index, source] of content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (source.trim() === '') continue
    const parsed = parseLine(source)
    const number = index + 1
    if ('faults' in parsed) {
      faults.push(...parsed.faults.map(({ path, message }) => ({ path: place(number, path), message })))
      continue
    }
    const before = lineOf.get(parsed.id)
    if (before !== undefined)
      faults.push({
        path: place(number, ''),
        message: `Has the id, or without one the text, of line ${before}`,
      })
    lineOf.set(parsed.id, number)
    questions.push(parsed)
  }
  if (faults.length > 0) throw badLines(faults)
  if (questions.length === 0)
    throw new AppError('invalid_request', 'The file holds no question; nothing was run.')
  if (questions.length > MAX_QUESTIONS)
    throw new AppError(
      'invalid_request',
      `The file holds ${questions.length} questions; a run has at most ${MAX_QUESTIONS}. Nothing was run.`,
    )
  return questions
}

function parseLine(source: string): EvaluationQuestion | { readonly faults: readonly LineFault[] } {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    return { faults: [{ path: '', message: 'Is not JSON' }] }
  }
  const { data, error } = line.safeParse(value)
  if (error !== undefined)
    return { faults: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) }
  const { id, gold, answers = [], answerable, collections, filters } = data
  const question = data.text ?? data.question ?? ''
  return {
    id: id ?? idOf(question),
    text: question,
    gold: gold ?? [],
    answers,
    answerable: answerable ?? !(gold?.length === 0 && answers.length === 0),
    collections,
    filters,
  }
}

/** The same question has the same id in every file, wherever its line stands. */
function idOf(question: string): string {
  return `q_${createHash('sha256').update(question).digest('hex').slice(0, 16)}`
}

const place = (number: number, path: string) => (path === '' ? `line ${number}` : `line ${number}: ${path}`)

function badLines(faults: readonly LineFault[]): AppError {
  const named = faults.slice(0, MAX_NAMED)
  const list = named.map(({ path, message }) => `${path}: ${message}`).join('; ')
  const more = faults.length > named.length ? ` (${faults.length - named.length} more)` : ''
  return new AppError('invalid_request', `Nothing was run. ${list}${more}.`, { details: { errors: named } })
}
