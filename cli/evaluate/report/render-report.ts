import { packageVersion } from '../../../core/package-version.js'
import type { EvaluationMessages } from '../evaluation-messages.js'
import type { Evaluation } from '../evaluation.js'
import { figuresOf, type FigureGroup } from '../figures.js'
import { latencyHistogram, reliabilityDiagram, shareBar } from './charts.js'
import { comparisonSection } from './comparison-section.js'
import { html, Markup } from './html.js'
import { REPORT_STYLES } from './report-styles.js'
import { worstSection } from './worst-section.js'

/**
 * A run as one file for a browser: no script, nothing fetched, everything escaped. The policy says so too, for the
 * text of documents that it shows.
 */
export function renderReport(evaluation: Evaluation, messages: EvaluationMessages): string {
  const { name, summary, createdAt, collections, measured } = evaluation
  const { report } = messages
  const document = html`<!doctype html>
    <html lang="${messages.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${report.title(name)}</title>
        <style>
          ${Markup.of(REPORT_STYLES)}
        </style>
      </head>
      <body>
        <header>
          <h1>${messages.heading(name, summary.questions)}</h1>
          <p class="made">${report.made(createdAt, packageVersion())}</p>
          <p class="made">${messages.collections(collections)}</p>
          <p class="made">${report.holdsText}</p>
        </header>
        <main>
          <div class="figures">
            ${figuresOf(summary, messages).map(group => figureTable(group, messages))}
          </div>
          ${comparisonSection(evaluation, messages)}
          <div class="charts">
            ${reliabilitySection(evaluation, messages)}${latencySection(
              measured.map(({ result }) => result.answerMs),
              messages,
            )}
          </div>
          ${worstSection(measured, messages)}
        </main>
      </body>
    </html> `
  return `${document.text.trim()}\n`
}

function figureTable({ title, figures }: FigureGroup, { report }: EvaluationMessages): Markup {
  const rows = figures.map(
    ({ label, value, share }) =>
      html`<tr>
        <th scope="row">${label}</th>
        <td class="number">${value}${share === undefined ? '' : shareBar(share)}</td>
      </tr>`,
  )
  return html`<section>
    <h2>${title}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${report.figure}</th>
          <th scope="col" class="number">${report.value}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`
}

function reliabilitySection({ summary }: Evaluation, messages: EvaluationMessages): Markup {
  const { report } = messages
  const { bins } = summary.calibration
  const rows = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count, share_right: right }) =>
        html`<tr>
          <th scope="row">${from} – ${to}</th>
          <td class="number">${count}</td>
          <td class="number">${(right ?? 0).toFixed(3)}</td>
        </tr>`,
    )
  if (rows.length === 0) return html``
  return html`<section>
    <h2>${report.reliability}</h2>
    <p class="about">${report.reliabilityAbout}</p>
    ${reliabilityDiagram(bins, messages)}
    <table>
      <thead>
        <tr>
          <th scope="col">${report.confidence}</th>
          <th scope="col" class="number">${report.answers}</th>
          <th scope="col" class="number">${report.shareRight}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`
}

function latencySection(timesMs: readonly number[], messages: EvaluationMessages): Markup {
  const { report } = messages
  return html`<section>
    <h2>${report.latency}</h2>
    <p class="about">${report.latencyAbout}</p>
    ${latencyHistogram(timesMs, messages)}
  </section>`
}
