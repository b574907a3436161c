import { html, nothing } from 'lit'
import type { Hit } from '../../shared/api-types.js'
import { defineElement } from '../../shared/define-element.js'
import { ConsoleView, fieldOf, formOf } from '../console-view.js'

const FOUND = 8

/** Finds a passage to quote. Fires `youju-source-found` with the Hit. */
export class SourceFinder extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collection: {},
    hits: { state: true },
  }

  declare collection: string
  /** Null: nothing was looked for yet. */
  declare protected hits: readonly Hit[] | null

  constructor() {
    super()
    this.hits = null
  }

  private async find(event: SubmitEvent): Promise<void> {
    const query = fieldOf(new FormData(formOf(event)), 'query')
    if (query === '') return
    const body = { query, collections: [this.collection], limit: FOUND }
    const found = await this.attempt(() => this.client.send<{ hits: Hit[] }>('POST', '/v1/search', body))
    this.hits = found?.hits ?? null
  }

  protected override render() {
    const { messages, hits } = this
    const { curated, browse } = messages
    return html`
      <form class="fields" @submit=${(event: SubmitEvent) => void this.find(event)}>
        <label>${curated.findSource}<input name="query" type="search" maxlength="1000" /></label>
        <button class="quiet" type="submit" ?disabled=${this.isBusy}>${browse.searchButton}</button>
      </form>
      ${this.renderTold()} ${hits?.length === 0 ? html`<p class="hint">${messages.nothing}</p>` : nothing}
      <ol class="items" aria-label=${messages.trace.passages}>
        ${(hits ?? []).map(hit => html`<li>${this.renderHit(hit)}</li>`)}
      </ol>
    `
  }

  private renderHit(hit: Hit) {
    const { curated } = this.messages
    return html`<p><span class="title">${hit.title}</span></p>
      <p class="hint">${hit.text}</p>
      <div class="buttons">
        ${this.renderButton(curated.quoteThis, hit.title, () => {
          this.dispatchEvent(new CustomEvent('youju-source-found', { detail: hit }))
        })}
      </div>`
  }
}

defineElement('youju-source-finder', SourceFinder)
