import type { MetricComparison, QuestionChange } from '../../../answer/evaluate/compare.js'
import type { EvaluationMessages } from '../evaluation-messages.js'
import type { Evaluation } from '../evaluation.js'
import { signed } from '../render-evaluation.js'
import { html, type Markup } from './html.js'

/** Most questions listed that got worse, and that got better. */
const MAX_LISTED = 100
/** Columns of numbers, from 0. */
const NUMERIC: ReadonlySet<number> = new Set([1, 2, 3])

/** What changed since the run that it is compared with; nothing when there is none. */
export function comparisonSection({ compared }: Evaluation, messages: EvaluationMessages): Markup {
  if (compared === null) return html``
  const { before, comparison } = compared
  const title = messages.compared(before.name, before.created_at, comparison.pairs)
  if (comparison.pairs === 0)
    return html`<section>
      <h2>${title}</h2>
      <p>${messages.noPairs}</p>
    </section>`
  const columns = messages.comparisonColumns.map(
    (column, index) => html`<th scope="col" class="${NUMERIC.has(index) ? 'number' : ''}">${column}</th>`,
  )
  const rows = comparison.metrics.map(metric => metricRow(metric, messages))
  return html`<section>
    <h2>${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table>
        <thead>
          <tr>
            ${columns}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${changeList(messages.worse(comparison.worse.length), comparison.worse, messages)}
    ${changeList(messages.better(comparison.better.length), comparison.better, messages)}
  </section>`
}

function metricRow(metric: MetricComparison, messages: EvaluationMessages): Markup {
  const { name, before, after, difference, interval, verdict, decides } = metric
  const range = `${signed(difference)} (${signed(interval.low)} … ${signed(interval.high)})`
  const note = decides || verdict !== 'worse' ? '' : ` (${messages.notDeciding})`
  return html`<tr>
    <th scope="row">${messages.metrics[name]}</th>
    <td class="number">${before.toFixed(4)}</td>
    <td class="number">${after.toFixed(4)}</td>
    <td class="number">${range}</td>
    <td class="${verdict}">${messages.verdicts[verdict]}${note}</td>
  </tr>`
}

function changeList(title: string, changes: readonly QuestionChange[], messages: EvaluationMessages): Markup {
  if (changes.length === 0) return html``
  const items = changes.slice(0, MAX_LISTED).map(({ id, text, changes: figures }) => {
    const told = figures.map(
      ({ name, before, after }) => `${messages.metrics[name]} ${before.toFixed(2)} → ${after.toFixed(2)}`,
    )
    return html`<li><bdi>${text}</bdi> <span class="about">${id}: ${told.join(' · ')}</span></li>`
  })
  return html`<h3>${title}</h3>
    <ul>
      ${items}
    </ul>`
}
