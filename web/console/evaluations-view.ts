import { html, nothing } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView } from './console-view.js'
import { changedQuestions, metricsOf, type Metric } from './compare-runs.js'
import type { Evaluation, EvaluationHead } from './wire-types.js'

/** Runs of questions that were measured; two of them side by side. */
export class EvaluationsView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    runs: { state: true },
    earlier: { state: true },
    later: { state: true },
  }

  declare protected runs: readonly EvaluationHead[] | null
  declare protected earlier: Evaluation | null
  declare protected later: Evaluation | null

  constructor() {
    super()
    this.runs = null
    this.earlier = null
    this.later = null
  }

  protected override firstUpdated(): void {
    void this.load()
  }

  private async load(): Promise<void> {
    const list = await this.attempt(() =>
      this.client.get<{ evaluations: EvaluationHead[] }>('/v1/evaluations'),
    )
    if (list === undefined) return
    this.runs = list.evaluations
    const [later, earlier] = list.evaluations
    if (later !== undefined) await this.choose('later', later.id)
    if (earlier !== undefined) await this.choose('earlier', earlier.id)
  }

  private async choose(side: 'earlier' | 'later', id: string): Promise<void> {
    const run = await this.attempt(() => this.client.get<Evaluation>(pathOf('evaluations', id)))
    if (run !== undefined) this[side] = run
  }

  protected override render() {
    const { messages, runs, earlier, later } = this
    const { evaluations } = messages
    return html`
      ${this.renderTold()} ${runs?.length === 0 ? html`<p class="hint">${evaluations.none}</p>` : nothing}
      ${
        runs === null || runs.length === 0
          ? nothing
          : html`<div class="fields">
              ${this.renderChoice('earlier', runs)} ${this.renderChoice('later', runs)}
            </div>`
      }
      ${later === null ? nothing : this.renderMetrics(metricsOf(earlier, later))}
      ${earlier === null || later === null ? nothing : this.renderChanges(earlier, later)}
    `
  }

  private renderChoice(side: 'earlier' | 'later', runs: readonly EvaluationHead[]) {
    const { messages } = this
    const chosen = this[side]?.id
    return html`<label
      >${messages.evaluations[side]}
      <select @change=${(event: Event) => void this.choose(side, (event.target as HTMLSelectElement).value)}>
        ${runs.map(
          ({ id, name, created_at: time }) =>
            html`<option value=${id} ?selected=${id === chosen}>
              ${name} · ${new Date(time).toLocaleString(messages.language)}
            </option>`,
        )}
      </select></label
    >`
  }

  private renderMetrics(metrics: readonly Metric[]) {
    const { evaluations } = this.messages
    return html`<section>
      <h2>${evaluations.metrics}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label=${evaluations.metrics}>
        <table>
          <caption class="visually-hidden">
            ${evaluations.metrics}
          </caption>
          <thead>
            <tr>
              <th scope="col">${evaluations.metric}</th>
              <th scope="col">${evaluations.earlier}</th>
              <th scope="col">${evaluations.later}</th>
              <th scope="col">${evaluations.difference}</th>
            </tr>
          </thead>
          <tbody>
            ${metrics.map(
              ({ name, earlier, later, digits }) =>
                html`<tr>
                  <th scope="row">${evaluations.names[name]}</th>
                  <td class="number">${figure(earlier, digits)}</td>
                  <td class="number">${figure(later, digits)}</td>
                  <td class="number">${difference(earlier, later, digits)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`
  }

  private renderChanges(earlier: Evaluation, later: Evaluation) {
    const { evaluations, nothing: none } = this.messages
    const changes = changedQuestions(earlier, later)
    return html`<section>
      <h2>${evaluations.changes}</h2>
      ${changes.length === 0 ? html`<p class="hint">${none}</p>` : nothing}
      <ol class="items">
        ${changes.map(
          ({ id, text, change, earlier: before, later: after }) =>
            html`<li>
              <p class="title">${text === '' ? id : text}</p>
              <p class="hint">
                ${change > 0 ? evaluations.better : change < 0 ? evaluations.worse : evaluations.otherwise} ·
                ${this.stateOf(before)} → ${this.stateOf(after)}
              </p>
            </li>`,
        )}
      </ol>
    </section>`
  }

  private stateOf({ answered, contained, confidence }: Evaluation['questions'][number]): string {
    const { questions, evaluations } = this.messages
    const said = !answered
      ? questions.refused
      : contained === null
        ? questions.answered
        : evaluations[contained ? 'right' : 'wrong']
    return `${said}, ${questions.confidence(Math.round(100 * confidence))}`
  }
}

function figure(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits)
}

function difference(earlier: number | null, later: number | null, digits: number): string {
  if (earlier === null || later === null) return '–'
  const change = later - earlier
  return `${change > 0 ? '+' : ''}${change.toFixed(digits)}`
}

defineElement('youju-console-evaluations', EvaluationsView)
