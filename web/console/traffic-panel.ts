import { css, html, nothing } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { renderBarTable, type BarRow } from './bar-table.js'
import { ConsoleView } from './console-view.js'
import { quantilesBy, readSamples, totalsBy, type Sample } from '../shared/read-metrics.js'

const SHOWN_ROUTES = 8
const STAGES = { histogram: 'youju_stage_duration_seconds', label: 'stage', quantiles: [0.95, 0.5] } as const
/** The pages themselves and the probes of the operator say nothing of what is asked for. */
const ASKED_ROUTE = /^\/(?:v1|mcp|channels)\b/u
const SECOND_MS = 1000

/** How fast answers come, how much is asked for and what was refused, as `/metrics` counted it. */
export class TrafficPanel extends ConsoleView {
  static override readonly properties = { ...ConsoleView.properties, samples: { state: true } }

  /** Null until they were read. */
  declare protected samples: readonly Sample[] | null

  constructor() {
    super()
    this.samples = null
  }

  protected override firstUpdated(): void {
    void this.read()
  }

  private async read(): Promise<void> {
    const text = await this.attempt(() => this.client.text('/metrics'))
    if (text !== undefined) this.samples = readSamples(text)
  }

  protected override render() {
    const { messages, samples } = this
    const { traffic } = messages
    return html`<section aria-labelledby="heading">
      <h2 id="heading">${traffic.title}</h2>
      <p class="hint">${traffic.since}</p>
      <button class="quiet" type="button" ?disabled=${this.isBusy} @click=${() => void this.read()}>
        ${messages.reload}
      </button>
      ${this.renderTold()} ${samples === null ? nothing : this.renderSamples(samples)}
    </section>`
  }

  private renderSamples(samples: readonly Sample[]) {
    const { traffic, nothing: none } = this.messages
    const stages = quantilesBy(samples, STAGES)
      .filter(({ count }) => count > 0)
      .map(({ key, count, values }): BarRow => {
        const shown = values.toReversed().map(seconds => (seconds * SECOND_MS).toFixed(1))
        return { name: traffic.stages[key] ?? key, values, texts: [...shown, String(count)] }
      })
    const routes = totalsBy(samples, 'youju_request_duration_seconds_count', 'route')
      .filter(([route]) => ASKED_ROUTE.test(route))
      .slice(0, SHOWN_ROUTES)
    const outcomes = totalsBy(samples, 'youju_answers_total', 'outcome')
    const refusals = totalsBy(samples, 'youju_refusals_total', 'code')
    const counted = ([name, value]: readonly [string, number]): BarRow => ({
      name: traffic.outcomes[name] ?? name,
      values: [value],
      texts: [String(value)],
    })
    const table = (caption: string, heads: readonly string[], rows: readonly BarRow[]) =>
      rows.length === 0
        ? html`<h3>${caption}</h3>
            <p class="hint">${none}</p>`
        : renderBarTable(caption, heads, rows)
    return html`
      ${table(traffic.latency, [traffic.stage, 'p50', 'p95', traffic.count], stages)}
      ${table(traffic.answers, [traffic.outcome, traffic.count], outcomes.map(counted))}
      ${table(traffic.volume, [traffic.route, traffic.count], routes.map(counted))}
      ${table(traffic.refusals, [traffic.code, traffic.count], refusals.map(counted))}
    `
  }

  static override readonly styles = [
    ...ConsoleView.styles,
    css`
      .bars th[scope='row'] {
        inline-size: 60%;
        color: var(--ink);
        font-size: 0.9375rem;
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      .bars svg {
        display: block;
        inline-size: 100%;
        block-size: 0.625rem;
        margin-block-start: 0.25rem;
      }
    `,
  ]
}

defineElement('youju-traffic-panel', TrafficPanel)
