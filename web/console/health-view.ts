import { html, nothing } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { ConsoleView } from './console-view.js'
import { renderDayChart, type DayCount } from './day-chart.js'
import './traffic-panel.js'
import type { ListedAnswer, Readiness, StorageReport } from './wire-types.js'

const PAGE = 200
const MAX_PAGES = 5
const MIB = 1024 * 1024

/** Whether it can answer, what it holds, how much it is asked and how often it has to refuse. */
export class HealthView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    readiness: { state: true },
    storage: { state: true },
    days: { state: true },
  }

  declare protected readiness: Readiness | null
  declare protected storage: StorageReport | null
  declare protected days: readonly DayCount[]

  constructor() {
    super()
    this.readiness = null
    this.storage = null
    this.days = []
  }

  protected override firstUpdated(): void {
    void this.load()
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      this.readiness = await this.client.get<Readiness>('/readyz')
    })
    if (this.failure === null) await this.attempt(() => this.count())
  }

  /** Of the newest questions, as many as can be read in a moment. */
  private async count(): Promise<void> {
    const days = new Map<string, DayCount>()
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const found: { answers: ListedAnswer[]; next_cursor: string | null } = await this.client.get(
        '/v1/answers',
        { limit: PAGE, cursor },
      )
      for (const { created_at: time, answered } of found.answers) {
        const day = new Date(time).toLocaleDateString('sv')
        const { questions = 0, refused = 0 } = days.get(day) ?? {}
        days.set(day, { day, questions: questions + 1, refused: refused + (answered ? 0 : 1) })
      }
      if (found.next_cursor === null) break
      cursor = found.next_cursor
    }
    this.days = [...days.values()].reverse()
  }

  private async measure(): Promise<void> {
    const storage = await this.attempt(() => this.client.get<StorageReport>('/v1/storage'))
    this.storage = storage ?? null
  }

  protected override render() {
    const { messages, readiness, storage } = this
    const { health } = messages
    return html`
      ${this.renderTold()} ${readiness === null ? nothing : this.renderReadiness(readiness)}
      <section>
        <h2>${health.volume}</h2>
        ${renderDayChart(this.days, messages)}
      </section>
      <youju-traffic-panel class="apart" .messages=${messages} .client=${this.client}></youju-traffic-panel>
      <section class="apart">
        <h2>${health.storage}</h2>
        <button class="quiet" type="button" ?disabled=${this.isBusy} @click=${() => void this.measure()}>
          ${health.measure}
        </button>
        ${storage === null ? nothing : this.renderStorage(storage)}
      </section>
    `
  }

  private renderReadiness(readiness: Readiness) {
    const { messages } = this
    const { health } = messages
    const { disk, vector_indexes: indexes = [] } = readiness
    const facts: readonly (readonly [string, string])[] = [
      [messages.state, health.ready],
      [health.model, readiness.embedding_model ?? ''],
      [health.documents, String(readiness.documents ?? '')],
      [health.passages, String(readiness.passages ?? '')],
      ...(disk === undefined ? [] : [[health.disk, health.mebibytes(disk.free_bytes / MIB)] as const]),
    ]
    return html`<section>
      <h2>${health.title}</h2>
      <table>
        <caption class="visually-hidden">
          ${health.title}
        </caption>
        <tbody>
          ${facts
            .filter(([, value]) => value !== '')
            .map(
              ([name, value]) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td>${value}</td>
                </tr>`,
            )}
        </tbody>
      </table>
      ${disk?.low === true ? html`<p role="alert">${health.diskLow}</p>` : nothing}
      <h3>${health.indexes}</h3>
      <ul class="items">
        ${indexes.map(
          ({ collection, state, vectors, missing }) =>
            html`<li>
              <p>
                <span class="title">${collection}</span>
                <span class="hint">${health.index(health.states[state], vectors, missing)}</span>
              </p>
            </li>`,
        )}
      </ul>
    </section>`
  }

  private renderStorage(storage: StorageReport) {
    const { health } = this.messages
    const parts: readonly (readonly [string, number])[] = [
      [health.database, storage.database_bytes],
      [health.texts, storage.texts_bytes],
      [health.answers, storage.answers_bytes],
      ...storage.collections.map(
        ({ collection, keyword_index_bytes: words, vectors_bytes: vectors, index_files_bytes: files }) =>
          [health.indexesOf(collection), words + vectors + files] as const,
      ),
    ]
    return html`<table>
      <caption class="visually-hidden">
        ${health.storage}
      </caption>
      <tbody>
        ${parts.map(
          ([name, bytes]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${health.mebibytes(bytes / MIB)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
  }
}

defineElement('youju-console-health', HealthView)
