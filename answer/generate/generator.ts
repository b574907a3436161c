import { randomBytes } from 'node:crypto'
import { AppError } from '../../core/errors.js'
import type { Logger } from '../../core/log.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import type { Archive } from '../../store/archive.js'
import { estimateTokens } from '../../core/text/estimate-tokens.js'
import type { AnswerProgress, Block, Degradation, ModelTokens, Source } from '../answer.js'
import { answerMessage } from '../messages.js'
import { verify } from '../verify.js'
import type { ChatModel } from './chat-model.js'
import { createStatementCheck, type CheckedStatement, type StatementCheck } from './check-statement.js'
import { makeExcerpts, type FoundPassage } from './excerpts.js'
import { ModelBudget } from './model-budget.js'
import { modelReply } from './model-reply.js'
import { buildPrompt } from './prompt.js'
import { SourceList } from '../source-list.js'
import { StatementParser, type ParserEvent } from './statement-parser.js'

export interface GeneratorParts {
  readonly model: ChatModel
  readonly archive: Archive
  readonly segmenter: Segmenter
  readonly log: Logger
  /** Longest time for one answer, retries included, milliseconds. */
  readonly timeoutMs: number
  /** Longest reply that is read, tokens. */
  readonly maxOutputTokens: number
  /** Most text of the archive that the model is shown, UTF-16 code units. */
  readonly maxContextCharacters: number
  /** Answers written at once. */
  readonly concurrentRequests: number
  /** What becomes of statements that their quotes do not support. */
  readonly unsupported: 'drop' | 'mark'
}

/** What a model made of the passages. */
export type Generation = {
  /** What was dropped and why, for the trace of the answer. */
  readonly trace: GenerationTrace
} & (
  | { readonly outcome: 'written'; readonly blocks: readonly Block[]; readonly sources: readonly Source[] }
  /** The model says that the passages hold no answer. */
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'failed'; readonly degraded: Degradation }
)

export interface GenerationTrace {
  readonly model: string
  /** Without the text: it may repeat a document that is withdrawn later. */
  readonly dropped: readonly Pick<CheckedStatement, 'failure'>[]
}

export interface GenerationTask {
  readonly question: string
  /** In any order; the best are shown to the model as far as they fit. */
  readonly passages: readonly FoundPassage[]
  /** What of the model's tokens may be used for it. Default: anything. */
  readonly modelTokens?: ModelTokens | undefined
}

export interface Generator {
  /**
   * Lets the model answer from the passages. Each block is verified before it is reported; when the reply
   * breaks off, nothing of it counts.
   * @throws the signal's reason when it aborts; never because of the model
   */
  generate(task: GenerationTask, progress: AnswerProgress, signal: AbortSignal): Promise<Generation>
}

/** More statements than that are no answer any more. */
const MAX_BLOCKS = 12
/** No tokeniser packs more characters into a token, on average, than this. */
const CHARACTERS_PER_TOKEN = 8

export function createGenerator(parts: GeneratorParts): Generator {
  const budget = new ModelBudget(parts.concurrentRequests)
  return {
    async generate(task, progress, signal) {
      const writing = new Writing(parts, task, progress)
      const leave = budget.enter()
      if (leave === null) {
        const message =
          'The language model is writing as many answers as it may at once. Ask again in a moment.'
        return writing.failed(new AppError('model_busy', message))
      }
      const mostTokens = writing.tokensUsed + parts.maxOutputTokens
      const deadline = AbortSignal.timeout(parts.timeoutMs)
      let isPaid = false
      try {
        isPaid = (await task.modelTokens?.take(mostTokens)) ?? true
        if (!isPaid) return writing.failed(budgetExhausted())
        progress.onWaiting?.()
        await writing.run(AbortSignal.any([signal, deadline]))
        return writing.finished()
      } catch (error) {
        signal.throwIfAborted()
        const failure = deadline.aborted ? timedOut(parts.timeoutMs) : error
        if (!(failure instanceof AppError)) throw failure
        parts.log.warn(
          { code: failure.code, ...failure.details, model: parts.model.name },
          'the language model failed; the answer is quoted instead',
        )
        return writing.failed(failure)
      } finally {
        leave()
        if (isPaid) await task.modelTokens?.giveBack(mostTokens - writing.tokensUsed)
      }
    },
  }
}

function budgetExhausted(): AppError {
  return new AppError(
    'model_budget_exhausted',
    'The tokens of the language model for this day are used up; the answer is quoted instead.',
  )
}

function timedOut(timeoutMs: number): AppError {
  return new AppError(
    'model_timed_out',
    `The language model did not finish within ${timeoutMs} ms. Ask again, or raise YOUJU_LLM_TIMEOUT_MS.`,
  )
}

/** One answer while it is written. */
class Writing {
  private readonly blocks: Block[] = []
  private readonly sources = new SourceList()
  private readonly dropped: CheckedStatement[] = []
  private readonly seen = new Set<string>()
  private readonly check: StatementCheck
  private readonly prompt
  private found: boolean | null = null
  private hasReported = false
  private reply = ''

  constructor(
    private readonly parts: GeneratorParts,
    task: GenerationTask,
    private readonly progress: AnswerProgress,
  ) {
    const excerpts = makeExcerpts(task.passages, parts.maxContextCharacters)
    this.check = createStatementCheck(excerpts, task.question, parts.segmenter)
    this.prompt = buildPrompt({ question: task.question, excerpts, nonce: randomBytes(9).toString('hex') })
  }

  /** Reads the reply to its end mark, to the last statement that is taken, or to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const { model, maxOutputTokens } = this.parts
    const parser = new StatementParser()
    const maxCharacters = maxOutputTokens * CHARACTERS_PER_TOKEN
    for await (const piece of modelReply(model, this.prompt, { signal, maxCharacters })) {
      this.reply += piece
      for (const event of parser.push(piece)) await this.take(event)
      if (this.found !== null || this.blocks.length >= MAX_BLOCKS) return
    }
  }

  /** About: what the model was shown, and what it wrote so far. */
  get tokensUsed(): number {
    return estimateTokens(this.prompt.map(({ content }) => content).join('\n') + this.reply)
  }

  finished(): Generation {
    if (this.blocks.some(block => block.unsupported !== true)) {
      const { blocks, trace } = this
      return { outcome: 'written', blocks, sources: this.sources.sources, trace }
    }
    if (this.dropped.length > 0 || this.blocks.length > 0) {
      const message =
        'The sources did not support what the language model wrote; the answer is quoted instead.'
      return this.failed(new AppError('model_unsupported', message))
    }
    if (this.found === false) return { outcome: 'not_found', trace: this.trace }
    const message =
      'The language model did not write in the form it was asked for. Ask again, or take another model.'
    return this.failed(new AppError('model_unusable', message))
  }

  /** What was reported so far does not count. */
  failed({ code, message }: AppError): Generation {
    if (this.hasReported) this.progress.onDiscard?.(0)
    return { outcome: 'failed', degraded: { code, message }, trace: this.trace }
  }

  private get trace(): GenerationTrace {
    return {
      model: this.parts.model.name,
      dropped: this.dropped.map(({ failure }) => ({ failure })),
    }
  }

  private async take(event: ParserEvent): Promise<void> {
    if (this.found !== null || this.blocks.length >= MAX_BLOCKS) return
    if (event.type === 'draft') {
      this.hasReported = true
      this.progress.onDelta?.(event.text, this.blocks.length)
    } else if (event.type === 'end') this.found = event.found
    else await this.judge(this.check.check(event.statement))
  }

  private async judge(statement: CheckedStatement): Promise<void> {
    const block = this.seen.has(statement.text) ? null : await this.blockOf(statement)
    this.seen.add(statement.text)
    if (block === null) {
      this.progress.onDiscard?.(this.blocks.length)
      return
    }
    this.blocks.push(block)
    this.hasReported = true
    this.progress.onSources?.(this.sources.sources)
    this.progress.onBlock?.(block, this.blocks.length - 1)
  }

  /** Null for what is dropped. */
  private async blockOf(statement: CheckedStatement): Promise<Block | null> {
    const isMarked =
      statement.failure !== null && statement.quotes.length > 0 && this.parts.unsupported === 'mark'
    if (statement.failure !== null && !isMarked) {
      this.dropped.push(statement)
      return null
    }
    const citations = statement.quotes.map(({ passage, support, ...quote }) =>
      this.sources.cite(passage, quote, support),
    )
    const text = isMarked ? answerMessage('unsupported', statement.text) + statement.text : statement.text
    // Once more against the stored text: the document may have changed since it was found.
    const block: Block = isMarked ? { text, citations, unsupported: true } : { text, citations }
    const { blocks, dropped } = await verify([block], this.parts.archive)
    if (blocks.length > 0 && dropped.length === 0) return block
    this.dropped.push({ ...statement, failure: 'quote_not_found' })
    return null
  }
}
