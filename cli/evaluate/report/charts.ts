import type { Wire } from '../../../server/shapes/response-schemas.js'
import type { EvaluationMessages } from '../evaluation-messages.js'
import { html, type Markup } from './html.js'

type Bins = Wire<'EvaluationHead'>['summary']['calibration']['bins']

const WIDTH = 420
const HEIGHT = 260
/** Room for the axes: left and bottom. */
const LEFT = 44
const BOTTOM = 40
const TOP = 12
const INNER_WIDTH = WIDTH - LEFT - 8
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM

/** A share as a bar beside its number. */
export function shareBar(share: number): Markup {
  const width = clamp(share) * 100
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="8" />
    <rect class="fill" width="${fixed(width)}" height="8" />
  </svg>`
}

/** The share of right answers in each band of confidence, beside the diagonal of what confidence says. */
export function reliabilityDiagram(bins: Bins, { report }: EvaluationMessages): Markup {
  const bars = bins.flatMap(({ from, to, share_right: right }) =>
    right === null
      ? []
      : [
          html`<rect
            class="fill"
            x="${fixed(x(from) + 1)}"
            y="${fixed(y(right))}"
            width="${fixed(x(to) - x(from) - 2)}"
            height="${fixed(Math.max(1, y(0) - y(right)))}"
          />`,
        ],
  )
  const diagonal = html`<line
    class="line"
    x1="${fixed(x(0))}"
    y1="${fixed(y(0))}"
    x2="${fixed(x(1))}"
    y2="${fixed(y(1))}"
  />`
  const ticks = [0, 0.5, 1].map(
    share =>
      html`<text x="${fixed(x(share))}" y="${HEIGHT - 22}" text-anchor="middle">${share}</text
        ><text x="${LEFT - 6}" y="${fixed(y(share) + 4)}" text-anchor="end">${share}</text>`,
  )
  return chart(report.reliability, [...bars, diagonal, ...ticks], [report.confidence, report.shareRight])
}

const BARS = 20

/** How many answers took how long; the last bar holds what is slower than 99 in 100. */
export function latencyHistogram(timesMs: readonly number[], { report }: EvaluationMessages): Markup {
  const counts = histogram(timesMs)
  const most = Math.max(1, ...counts.bars)
  const bars = counts.bars.map((count, index) => {
    const top = y(count / most)
    const width = INNER_WIDTH / BARS
    return html`<rect
      class="fill"
      x="${fixed(LEFT + index * width + 1)}"
      y="${fixed(top)}"
      width="${fixed(width - 2)}"
      height="${fixed(y(0) - top)}"
    />`
  })
  const ticks = [
    html`<text x="${LEFT}" y="${HEIGHT - 22}" text-anchor="middle">0</text>`,
    html`<text x="${fixed(x(1))}" y="${HEIGHT - 22}" text-anchor="end">${fixed(counts.end)}</text>`,
    html`<text x="${LEFT - 6}" y="${fixed(y(1) + 4)}" text-anchor="end">${most}</text>`,
    html`<text x="${LEFT - 6}" y="${fixed(y(0) + 4)}" text-anchor="end">0</text>`,
  ]
  return chart(report.latency, [...bars, ...ticks], [report.milliseconds, report.questions])
}

/** @returns counts of equal widths, and where the last one begins to hold all the rest */
export function histogram(timesMs: readonly number[]): {
  readonly bars: readonly number[]
  readonly end: number
} {
  const sorted = [...timesMs].sort((one, other) => one - other)
  const slow = sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0
  const end = Math.max(1, slow)
  const bars = Array.from({ length: BARS }, () => 0)
  for (const time of sorted) {
    const index = Math.min(BARS - 1, Math.floor((time / end) * BARS))
    bars[index] = (bars[index] ?? 0) + 1
  }
  return { bars, end }
}

function chart(title: string, marks: readonly Markup[], [across, up]: readonly [string, string]): Markup {
  const baseline = y(0)
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
    <line class="axis" x1="${LEFT}" y1="${fixed(baseline)}" x2="${WIDTH - 8}" y2="${fixed(baseline)}" />
    <line class="axis" x1="${LEFT}" y1="${TOP}" x2="${LEFT}" y2="${fixed(baseline)}" />
    ${marks}
    <text x="${LEFT + INNER_WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">${across}</text>
    <text transform="translate(11 ${TOP + INNER_HEIGHT / 2}) rotate(-90)" text-anchor="middle">${up}</text>
  </svg>`
}

const clamp = (share: number) => Math.min(1, Math.max(0, share))
const x = (share: number) => LEFT + share * INNER_WIDTH
const y = (share: number) => TOP + (1 - clamp(share)) * INNER_HEIGHT
const fixed = (value: number) => String(Number(value.toFixed(1)))
