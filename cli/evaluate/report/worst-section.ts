import type { EvaluationMessages } from '../evaluation-messages.js'
import type { MeasuredQuestion } from '../run-questions.js'
import { html, type Markup } from './html.js'
import { worstQuestions, type FaultyQuestion } from './worst-questions.js'

const MAX_SHOWN = 50

/** The questions to look at first, each with its answer, its citations and what would have been right. */
export function worstSection(measured: readonly MeasuredQuestion[], messages: EvaluationMessages): Markup {
  const { report } = messages
  const faulty = worstQuestions(measured)
  const shown = faulty.slice(0, MAX_SHOWN)
  const title = report.worst(shown.length, faulty.length)
  if (shown.length === 0)
    return html`<section>
      <h2>${title}</h2>
      <p>${report.nothingWrong}</p>
    </section>`
  const columns = report.columns.map(column => html`<th scope="col">${column}</th>`)
  return html`<section>
    <h2>${title}</h2>
    <p class="about">${report.worstAbout}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="worst">
        <thead>
          <tr>
            ${columns}
          </tr>
        </thead>
        <tbody>
          ${shown.map(question => questionRow(question, messages))}
        </tbody>
      </table>
    </div>
  </section>`
}

function questionRow({ measured, fault }: FaultyQuestion, { report }: EvaluationMessages): Markup {
  const { question, result, answer } = measured
  const said = answer.answered ? answer.blocks.map(({ text }) => text).join('') : report.refused
  const quotes = answer.blocks
    .flatMap(({ citations }) => citations)
    .map(
      ({ quote = '', title, document_id: id, start, end }) =>
        html`<blockquote>
          <bdi>${quote}</bdi><cite><bdi>${title}</bdi> · ${id} ${start}–${end}</cite>
        </blockquote>`,
    )
  return html`<tr>
    <th scope="row">${question.id}</th>
    <td>
      <bdi>${question.text}</bdi>
      <p class="fault">${report.faults[fault]}</p>
      <p class="about">${report.confidence} ${result.confidence.toFixed(3)}</p>
    </td>
    <td><bdi>${said}</bdi>${quotes}</td>
    <td>
      ${goldOf(report.gold, question.answers.map(String))}${goldOf(report.goldDocuments, question.gold)}
    </td>
  </tr>`
}

function goldOf(label: string, values: readonly string[]): Markup {
  return values.length === 0
    ? html``
    : html`<p><span class="about">${label}</span> <bdi>${values.join(' / ')}</bdi></p>`
}
