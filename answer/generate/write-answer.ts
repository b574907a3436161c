import type { AnswerMode, AnswerProgress, Block, Degradation, ModelTokens, Source } from '../answer.js'
import type { FoundPassage } from './excerpts.js'
import type { GenerationTrace, Generator } from './generator.js'

/** What the extractive side found: its answer is the one that is given when there is no model, or it fails. */
export interface Findings {
  readonly question: string
  /** None when the archive is taken not to hold the answer: then the model is not asked either. */
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
  readonly passages: readonly FoundPassage[]
}

export interface WrittenAnswer {
  readonly mode: 'extractive' | 'generative'
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
  readonly degraded: Degradation | null
  /** Null when no model was asked. */
  readonly trace: GenerationTrace | null
}

export interface Writer {
  /** Absent: no language model is configured. */
  readonly generator?: Generator | undefined
  readonly mode: AnswerMode
  readonly progress: AnswerProgress
  readonly modelTokens?: ModelTokens | undefined
  readonly signal: AbortSignal
}

const NOT_CONFIGURED: Degradation = {
  code: 'model_not_configured',
  message:
    'No language model is configured; the answer is quoted. Set YOUJU_LLM_BASE_URL and YOUJU_LLM_MODEL.',
}

/**
 * The answer by a model where one is configured and wanted, else the quoted one. Blocks of a model are reported
 * as they are verified.
 * @throws the signal's reason when it aborts
 */
export async function writeAnswer(findings: Findings, writer: Writer): Promise<WrittenAnswer> {
  const { generator, mode, progress, modelTokens, signal } = writer
  const { question, blocks, sources, passages } = findings
  const quoted = { mode: 'extractive', blocks, sources, degraded: null, trace: null } as const
  if (mode === 'extractive') return quoted
  if (generator === undefined) return mode === 'generative' ? { ...quoted, degraded: NOT_CONFIGURED } : quoted
  if (blocks.length === 0) return quoted
  const generation = await generator.generate({ question, passages, modelTokens }, progress, signal)
  const { trace } = generation
  switch (generation.outcome) {
    case 'written':
      return { ...generation, mode: 'generative', degraded: null }
    case 'not_found':
      return { mode: 'generative', blocks: [], sources: [], degraded: null, trace }
    case 'failed':
      return { ...quoted, degraded: generation.degraded, trace }
  }
}
