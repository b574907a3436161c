import { mean } from './mean.js'

/** An answer that was given, and whether it was right. */
export interface JudgedAnswer {
  /** 0..1 */
  readonly confidence: number
  readonly right: boolean
}

export interface ReliabilityBin {
  /** Confidence in `[from, to)`; the last one takes 1 too. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** Null for an empty bin. */
  readonly meanConfidence: number | null
  readonly shareRight: number | null
}

export interface Calibration {
  readonly judged: number
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: the bins' distances of confidence and share right, by their counts; 0 is best. */
  readonly expectedCalibrationError: number | null
  /** Of the answers at a confidence of 0.9 or more. */
  readonly confident: { readonly count: number; readonly shareRight: number | null }
}

const BINS = 10
const CONFIDENT = 0.9

/** How far confidence tells the share of right answers, in ten bins of equal width (Guo et al. 2017). */
export function calibrationOf(answers: readonly JudgedAnswer[]): Calibration {
  const groups = Array.from({ length: BINS }, (): JudgedAnswer[] => [])
  for (const answer of answers) groups[binOf(answer.confidence)]?.push(answer)
  const bins = groups.map((group, index) => ({
    from: index / BINS,
    to: (index + 1) / BINS,
    count: group.length,
    meanConfidence: mean(group.map(({ confidence }) => confidence)),
    shareRight: shareRight(group),
  }))
  const distances = bins.map(bin => bin.count * Math.abs((bin.meanConfidence ?? 0) - (bin.shareRight ?? 0)))
  const confident = answers.filter(({ confidence }) => confidence >= CONFIDENT)
  return {
    judged: answers.length,
    bins,
    expectedCalibrationError:
      answers.length === 0 ? null : distances.reduce((sum, part) => sum + part, 0) / answers.length,
    confident: { count: confident.length, shareRight: shareRight(confident) },
  }
}

/** By the same divisions as the bounds: 0.3 * 10 is not 3 in floating point everywhere. */
const BOUNDS = Array.from({ length: BINS - 1 }, (_, index) => (index + 1) / BINS)

function binOf(confidence: number): number {
  const next = BOUNDS.findIndex(bound => confidence < bound)
  return next === -1 ? BINS - 1 : next
}

function shareRight(answers: readonly JudgedAnswer[]): number | null {
  return mean(answers.map(({ right }) => (right ? 1 : 0)))
}
