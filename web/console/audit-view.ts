import { html, nothing } from 'lit'
import { defineElement } from '../shared/define-element.js'
import type { Query } from './console-client.js'
import { ConsoleView, fieldOf, formOf } from './console-view.js'
import type { AuditEntry } from './wire-types.js'

const PAGE = 100

/** Who changed what, and who was refused. */
export class AuditView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    entries: { state: true },
    cursor: { state: true },
  }

  declare protected entries: readonly AuditEntry[]
  declare protected cursor: string | null
  private filter: Query = {}
  private reading = 0

  constructor() {
    super()
    this.entries = []
    this.cursor = null
  }

  protected override firstUpdated(): void {
    void this.read(null)
  }

  private async read(cursor: string | null): Promise<void> {
    const reading = ++this.reading
    const query = { ...this.filter, limit: PAGE, cursor: cursor ?? undefined }
    const page = await this.attempt(() =>
      this.client.get<{ entries: AuditEntry[]; next_cursor: string | null }>('/v1/audit', query),
    )
    if (page === undefined || reading !== this.reading) return
    this.entries = cursor === null ? page.entries : [...this.entries, ...page.entries]
    this.cursor = page.next_cursor
  }

  private search(event: SubmitEvent): void {
    const form = new FormData(formOf(event))
    const timeOf = (name: string): string => {
      const local = fieldOf(form, name)
      return local === '' ? '' : new Date(local).toISOString()
    }
    this.filter = {
      caller: fieldOf(form, 'caller'),
      action: fieldOf(form, 'action'),
      outcome: fieldOf(form, 'outcome'),
      since: timeOf('since'),
      until: timeOf('until'),
    }
    void this.read(null)
  }

  protected override render() {
    const { messages, cursor, entries } = this
    const { audit } = messages
    const field = (name: string, label: string, type = 'text') =>
      html`<label>${label}<input name=${name} type=${type} maxlength="128" spellcheck="false" /></label>`
    return html`
      ${this.renderTold()}
      <form class="fields card" @submit=${this.search}>
        ${field('caller', audit.caller)} ${field('action', audit.action)} ${field('outcome', audit.outcome)}
        ${field('since', audit.since, 'datetime-local')} ${field('until', audit.until, 'datetime-local')}
        <button class="strong" type="submit">${audit.filter}</button>
      </form>
      <section>
        ${entries.length === 0 && !this.isBusy ? html`<p class="hint">${messages.nothing}</p>` : nothing}
        ${entries.length === 0 ? nothing : this.renderTable()}
        ${this.renderMore(cursor, next => this.read(next))}
      </section>
    `
  }

  private renderTable() {
    const { messages } = this
    const { audit } = messages
    const heads = [audit.time, audit.caller, audit.action, audit.target, audit.outcome, audit.address]
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${messages.views.audit}>
      <table>
        <caption class="visually-hidden">
          ${messages.views.audit}
        </caption>
        <thead>
          <tr>
            ${heads.map(head => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.entries.map(
            entry =>
              html`<tr title=${entry.request_id}>
                <td class="number">${new Date(entry.time).toLocaleString(messages.language)}</td>
                <td><code>${entry.caller}</code></td>
                <td>${entry.action}</td>
                <td>${entry.target}</td>
                <td>${entry.outcome}</td>
                <td>${entry.address}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }
}

defineElement('youju-console-audit', AuditView)
