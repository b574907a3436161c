import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { compareRuns } from '../../answer/evaluate/compare.js'
import { parseQuestions, type EvaluationQuestion } from '../../answer/evaluate/questions.js'
import { summarise } from '../../answer/evaluate/summarise.js'
import { AppError } from '../../core/errors.js'
import { evaluationSummaryToWire, resultFromWire, resultToWire } from '../../server/shapes/evaluation-wire.js'
import type { WireInput } from '../../server/shapes/request-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { baselineOf } from './baseline.js'
import { evaluationToJson } from './evaluation-json.js'
import type { Evaluation } from './evaluation.js'
import { missingGold } from './missing-gold.js'
import { renderEvaluation } from './render-evaluation.js'
import { openReportFile, type ReportFile } from './report-file.js'
import { renderReport } from './report/render-report.js'
import { runQuestions, type MeasuredQuestion } from './run-questions.js'
import { INTERRUPTED_EXIT_CODE, watchForInterruption } from '../interruption.js'
import { createCountingBar } from '../progress-bar.js'

/** The options of `youju eval`. */
export interface EvalOptions {
  readonly json?: true
  readonly collection?: readonly string[]
  readonly mode: NonNullable<WireInput<'AnswersPost'>['mode']>
  readonly concurrency: number
  readonly name?: string
  readonly compare?: string
  readonly report?: string
  readonly keepAnswers?: true
  readonly save: boolean
}

const MAX_CONCURRENCY = 32

/**
 * Asks the questions of a file, keeps the run and tells how it went. Loaded when it is asked for: a server, which
 * shares the command line's start, never needs it.
 */
export async function runEvaluation(
  file: string,
  given: EvalOptions,
  context: CommandContext,
): Promise<void> {
  requireConcurrency(given.concurrency)
  const questions = parseQuestions(await readQuestions(file))
  const report = given.report === undefined ? undefined : await openReportFile(given.report)
  try {
    const order = { questions, name: given.name ?? basename(file), given }
    const evaluation = await withArchive(context, archive => evaluate(archive, order, context))
    if (evaluation !== undefined) await tell(evaluation, { given, report, context })
  } finally {
    await report?.discard()
  }
}

interface Order {
  readonly questions: readonly EvaluationQuestion[]
  readonly name: string
  readonly given: EvalOptions
}

/** @returns undefined when it was interrupted: then nothing is kept */
async function evaluate(
  archive: ArchiveClient,
  order: Order,
  context: CommandContext,
): Promise<Evaluation | undefined> {
  const { questions, name, given } = order
  const collections = collectionsOf(questions, given.collection)
  // Looked up first: a run that is not there is no reason to ask a thousand questions.
  const before = await baselineOf(archive, given.compare, { name, collections })
  const measured = await ask(archive, order, context)
  if (measured === undefined) return undefined
  const results = measured.map(({ result }) => result)
  const { mode, concurrency } = given
  const body = { name, mode, concurrency, ...(collections === null ? {} : { collections: [...collections] }) }
  const kept = given.save
    ? await archive.keepEvaluation({ ...body, questions: results.map(resultToWire) })
    : undefined
  return {
    id: kept?.id ?? null,
    name,
    createdAt: kept?.created_at ?? new Date().toISOString(),
    collections,
    summary: evaluationSummaryToWire(summarise(results), { mode, concurrency }),
    measured,
    missingGold: await missingGold(archive, measured, given.collection),
    compared: before && { before, comparison: compareRuns(before.questions.map(resultFromWire), results) },
  }
}

async function ask(
  archive: ArchiveClient,
  { questions, given }: Order,
  { messages, terminal }: CommandContext,
): Promise<MeasuredQuestion[] | undefined> {
  const bar = createCountingBar(terminal.stderr, messages.evaluation.progressBar, questions.length)
  const interruption = watchForInterruption()
  let done = 0
  try {
    const measured = await runQuestions(archive, {
      questions,
      collections: given.collection,
      mode: given.mode,
      concurrency: given.concurrency,
      keepAnswers: given.keepAnswers === true,
      signal: interruption.signal,
      onProgress: count => {
        done = count
        bar.update(count)
      },
    })
    if (measured !== undefined) return measured
    const total = questions.length
    const said = { cancelled: true, done, total }
    terminal.result(given.json === true, said, () => messages.evaluation.cancelled(done, total))
    terminal.exitCode = INTERRUPTED_EXIT_CODE
    return undefined
  } finally {
    interruption.end()
    bar.stop()
  }
}

interface Telling {
  readonly given: EvalOptions
  readonly report: ReportFile | undefined
  readonly context: CommandContext
}

async function tell(evaluation: Evaluation, { given, report, context }: Telling): Promise<void> {
  const { messages, terminal } = context
  const words = messages.evaluation
  const failure = regression(evaluation)
  await report?.finish(renderReport(evaluation, words))
  const error = failure && { code: failure.code, title: failure.title, detail: failure.message }
  const json = { ...evaluationToJson(evaluation), ...(error === undefined ? {} : { error }) }
  terminal.result(given.json === true, json, () => renderEvaluation(evaluation, words))
  if (given.json !== true && given.report !== undefined) terminal.note(words.reported(given.report))
  if (given.compare !== undefined && evaluation.compared === null) terminal.note(words.nothingToCompare)
  if (failure === undefined) return
  terminal.exitCode = failure.exitCode
  if (given.json === true) return
  const worse = (evaluation.compared?.comparison.regressed ?? []).map(name => words.metrics[name])
  terminal.note(`${messages.failed(failure.code)}${words.regressed(worse)}`)
}

function regression({ compared }: Evaluation): AppError | undefined {
  const regressed = compared?.comparison.regressed ?? []
  if (regressed.length === 0) return undefined
  return new AppError('evaluation_regressed', `Significantly worse than before: ${regressed.join(', ')}.`)
}

/** The collections that are asked in all; null: every one, as soon as one question names none. */
function collectionsOf(
  questions: readonly EvaluationQuestion[],
  chosen: readonly string[] | undefined,
): readonly string[] | null {
  const named = questions.map(question => question.collections ?? chosen)
  const known = named.filter(collections => collections !== undefined)
  return known.length < named.length ? null : [...new Set(known.flat())].sort()
}

function requireConcurrency(concurrency: number): void {
  if (concurrency >= 1 && concurrency <= MAX_CONCURRENCY) return
  throw new AppError('invalid_request', `--concurrency takes 1 to ${MAX_CONCURRENCY}. Nothing was run.`)
}

async function readQuestions(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('invalid_request', `${file} cannot be read. Nothing was run.`, { cause })
  }
}
