import type { MetricName } from '../../answer/evaluate/metrics.js'

/** What `youju eval` says, on the terminal and in its report. */
export interface EvaluationMessages {
  /** Of the report's document. */
  readonly language: string
  /** Format of cli-progress. */
  readonly progressBar: string
  readonly metrics: Readonly<Record<MetricName, string>>
  readonly groups: {
    readonly ranking: (judged: number) => string
    readonly answers: string
    readonly refusals: string
    readonly calibration: (judged: number) => string
    readonly times: (concurrency: number) => string
  }
  readonly labels: {
    readonly containedInQuotes: string
    readonly citations: string
    readonly wronglyRefused: (answerable: number) => string
    readonly rightlyRefused: (unanswerable: number) => string
    readonly confident: (count: number) => string
    readonly calibrationError: string
  }
  readonly heading: (name: string, questions: number) => string
  readonly collections: (ids: readonly string[] | null) => string
  readonly kept: (id: string) => string
  readonly notKept: string
  readonly reported: (file: string) => string
  readonly cancelled: (done: number, total: number) => string
  readonly missingGold: (count: number, ids: readonly string[]) => string
  readonly compared: (name: string, createdAt: string, pairs: number) => string
  readonly nothingToCompare: string
  readonly noPairs: string
  readonly comparisonColumns: readonly [string, string, string, string, string]
  readonly verdicts: Readonly<Record<'better' | 'worse' | 'same', string>>
  readonly notDeciding: string
  readonly worse: (count: number) => string
  readonly better: (count: number) => string
  readonly regressed: (metrics: readonly string[]) => string
  readonly report: {
    readonly title: (name: string) => string
    readonly made: (createdAt: string, version: string) => string
    readonly figure: string
    readonly value: string
    readonly reliability: string
    readonly reliabilityAbout: string
    readonly confidence: string
    readonly shareRight: string
    readonly answers: string
    readonly latency: string
    readonly latencyAbout: string
    readonly milliseconds: string
    readonly questions: string
    readonly worst: (shown: number, all: number) => string
    readonly worstAbout: string
    readonly nothingWrong: string
    readonly columns: readonly [string, string, string, string]
    readonly faults: Readonly<Record<Fault, string>>
    readonly refused: string
    readonly gold: string
    readonly goldDocuments: string
    readonly holdsText: string
  }
}

/** What is wrong with a question's answer, gravest first. */
export const FAULTS = ['invalid_citation', 'made_up', 'wrong', 'refused', 'not_found'] as const
export type Fault = (typeof FAULTS)[number]
