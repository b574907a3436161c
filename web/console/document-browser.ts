import { css, html, nothing, type PropertyValues } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { formatDate } from '../shared/format-date.js'
import type { SourceTarget } from '../shared/source-target.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf } from './console-view.js'
import { readDocuments, type Row, type Wanted } from './read-documents.js'
import type { ListedDocument } from './wire-types.js'

/** The documents of a collection: by date or by words; withdraw, restore and delete them. */
export class DocumentBrowser extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collection: {},
    wanted: { state: true },
    rows: { state: true },
    cursor: { state: true },
  }

  declare collection: string
  declare protected wanted: Wanted
  declare protected rows: readonly Row[]
  /** Of the next page; null on the last. */
  declare protected cursor: string | null
  private reading = 0

  constructor() {
    super()
    this.wanted = { state: 'live', text: '', from: '', to: '' }
    this.rows = []
    this.cursor = null
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('collection')) this.refresh()
  }

  refresh(): void {
    void this.read(null)
  }

  private async read(cursor: string | null): Promise<void> {
    const reading = ++this.reading
    const page = await this.attempt(() =>
      readDocuments(this.client, this.collection, { ...this.wanted, cursor }),
    )
    if (page === undefined || reading !== this.reading) return
    this.rows = cursor === null ? page.rows : [...this.rows, ...page.rows]
    this.cursor = page.cursor
  }

  private search(event: SubmitEvent): void {
    const form = new FormData(formOf(event))
    const text = this.wanted.state === 'live' ? fieldOf(form, 'text') : ''
    this.wanted = { ...this.wanted, text, from: fieldOf(form, 'from'), to: fieldOf(form, 'to') }
    this.refresh()
  }

  private async withdraw({ id, title }: ListedDocument): Promise<void> {
    const { browse } = this.messages
    const reason = await this.dialog?.ask({
      questions: [browse.withdrawQuestion(title)],
      confirm: browse.withdraw,
      field: browse.withdrawReason,
    })
    if (reason === null || reason === undefined) return
    const body = reason === '' ? {} : { reason }
    await this.change(
      () => this.client.send('POST', this.pathTo(id, 'withdraw'), body),
      browse.withdrawnDone(title),
    )
  }

  private async restore({ id, title }: ListedDocument): Promise<void> {
    const done = this.messages.browse.restoredDone(title)
    await this.change(() => this.client.send('POST', this.pathTo(id, 'restore')), done)
  }

  private async pin({ id, title, pinned }: ListedDocument): Promise<void> {
    const { browse } = this.messages
    const [method, done] =
      pinned === true ? (['DELETE', browse.unpinnedDone] as const) : (['POST', browse.pinnedDone] as const)
    await this.change(() => this.client.send(method, this.pathTo(id, 'pin')), done(title))
  }

  private async removeForGood({ id, title }: ListedDocument): Promise<void> {
    const { browse } = this.messages
    const questions = [browse.removeQuestion(title), browse.removeAgain(title)]
    if ((await this.dialog?.ask({ questions, confirm: browse.remove })) !== '') return
    await this.change(() => this.client.send('DELETE', this.pathTo(id)), browse.removedDone(title))
  }

  private async change(work: () => Promise<unknown>, news: string): Promise<void> {
    if (await this.act(work, news)) this.refresh()
  }

  private pathTo(id: string, ...more: readonly string[]): string {
    return pathOf('collections', this.collection, 'documents', id, ...more)
  }

  protected override render() {
    const { rows, cursor } = this
    const { browse } = this.messages
    return html`<section aria-labelledby="heading">
      <h2 id="heading">${browse.title}</h2>
      <div class="buttons" role="group" aria-labelledby="heading">
        ${this.renderState('live')} ${this.renderState('pinned')} ${this.renderState('withdrawn')}
      </div>
      ${this.renderSearch()} ${this.renderTold()}
      ${rows.length === 0 && !this.isBusy ? html`<p class="hint">${browse.none}</p>` : nothing}
      <ol class="items" aria-labelledby="heading">
        ${rows.map(row => html`<li>${this.renderRow(row)}</li>`)}
      </ol>
      ${this.renderMore(cursor, next => this.read(next))}
    </section>`
  }

  private renderState(state: Wanted['state']) {
    return html`<button
      class="quiet"
      type="button"
      aria-pressed=${String(state === this.wanted.state)}
      @click=${() => {
        this.wanted = { ...this.wanted, state, text: '' }
        this.rows = []
        this.refresh()
      }}
    >
      ${this.messages.browse[state]}
    </button>`
  }

  private renderSearch() {
    const { browse } = this.messages
    const isLive = this.wanted.state === 'live'
    return html`<form class="fields" @submit=${this.search}>
      ${
        isLive
          ? html`<label
              >${browse.search}
              <input name="text" type="search" maxlength="1000" aria-describedby="search-hint" />
            </label>`
          : nothing
      }
      <label>${browse.from}<input name="from" type="date" /></label>
      <label>${browse.to}<input name="to" type="date" /></label>
      <button class="strong" type="submit">${browse.searchButton}</button>
      ${isLive ? html`<p class="hint" id="search-hint">${browse.searchHint}</p>` : nothing}
    </form>`
  }

  private renderRow({ document, target, passage }: Row) {
    const { browse, language } = this.messages
    const { withdrawn } = document
    const date = formatDate(document.published_at, language)
    return html`
      <p>
        ${document.pinned === true ? html`<span class="badge">${browse.pinnedMark}</span> ` : nothing}<span
          class="title"
          >${document.title}</span
        >
        <span class="hint">${date}</span>
      </p>
      ${passage === null ? nothing : html`<p class="passage hint">${passage}</p>`}
      ${
        withdrawn === undefined
          ? nothing
          : html`<p class="hint">
              ${browse.withdrawnAt(new Date(withdrawn.at).toLocaleString(language), withdrawn.reason)}
            </p>`
      }
      <div class="buttons">
        ${
          withdrawn === undefined
            ? html`${this.renderButton(browse.open, document.title, () => {
                this.open(target)
              })}
              ${this.renderButton(document.pinned === true ? browse.unpin : browse.pin, document.title, () =>
                this.pin(document),
              )}
              ${this.renderButton(browse.withdraw, document.title, () => this.withdraw(document))}`
            : this.renderButton(browse.restore, document.title, () => this.restore(document))
        }
        ${this.renderButton(browse.remove, document.title, () => this.removeForGood(document))}
      </div>
    `
  }

  private open(detail: SourceTarget): void {
    this.dispatchEvent(new CustomEvent('youju-open-source', { detail, bubbles: true, composed: true }))
  }

  static override readonly styles = [
    ...ConsoleView.styles,
    css`
      :host {
        margin-block-start: 2rem;
      }
      .passage {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      #search-hint {
        flex-basis: 100%;
      }
    `,
  ]
}

defineElement('youju-document-browser', DocumentBrowser)

declare global {
  interface HTMLElementTagNameMap {
    'youju-document-browser': DocumentBrowser
  }
}
