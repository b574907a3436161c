import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { copyText } from '../shared/copy-text.js'
import { defineElement } from '../shared/define-element.js'
import { chosenCollections, renderCollectionChoice } from './collection-choice.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf, linesOf } from './console-view.js'
import type { Site } from './wire-types.js'

/** Sites that show the widget: made, with the snippet to paste, given another key, closed. */
export class SitesView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    sites: { state: true },
    collections: { state: true },
  }

  declare protected sites: readonly Site[]
  declare protected collections: readonly Collection[]

  constructor() {
    super()
    this.sites = []
    this.collections = []
  }

  protected override firstUpdated(): void {
    void this.load()
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      this.sites = (await this.client.get<{ sites: Site[] }>('/v1/sites')).sites
      this.collections = await this.client.api.collections()
    })
  }

  private async create(event: SubmitEvent): Promise<void> {
    const form = formOf(event)
    const given = new FormData(form)
    const perDay = fieldOf(given, 'per-day')
    const body = {
      origins: linesOf(fieldOf(given, 'origins')),
      name: fieldOf(given, 'name') || null,
      collections: chosenCollections(given),
      questions_per_day: perDay === '' ? null : Number(perDay),
    }
    if (!(await this.act(() => this.client.send('POST', '/v1/sites', body), this.messages.saved))) return
    form.reset()
    await this.load()
  }

  private async change(site: Site, what: 'rotate' | 'revoke'): Promise<void> {
    const { sites, saved } = this.messages
    const question = what === 'rotate' ? sites.rotateQuestion : sites.revokeQuestion
    const asked = await this.dialog?.ask({
      questions: [question(site.name ?? site.id)],
      confirm: sites[what],
    })
    if (asked !== '') return
    const work = () =>
      what === 'rotate'
        ? this.client.send('POST', pathOf('sites', site.id, 'rotate'))
        : this.client.send('DELETE', pathOf('sites', site.id))
    if (await this.act(work, saved)) await this.load()
  }

  private async copy(text: string): Promise<void> {
    const { copied, copyFailed } = this.messages
    this.news = (await copyText(text)) ? copied : copyFailed
  }

  protected override render() {
    const { messages } = this
    const { sites } = messages
    return html`
      ${this.renderTold()}
      <form class="card" @submit=${(event: SubmitEvent) => void this.create(event)}>
        <h2>${sites.create}</h2>
        <label
          >${sites.origins}
          <textarea name="origins" rows="2" required spellcheck="false" inputmode="url"></textarea>
        </label>
        <div class="fields">
          <label>${messages.name}<input name="name" maxlength="200" autocomplete="off" /></label>
          <label
            >${sites.perDay}<input name="per-day" type="number" min="0" max="1000000000" step="1"
          /></label>
        </div>
        ${renderCollectionChoice(messages.keys.collections, this.collections)}
        <button class="strong" type="submit" ?disabled=${this.isBusy}>${sites.create}</button>
      </form>
      <section>
        <h2>${messages.views.sites}</h2>
        ${this.sites.length === 0 ? html`<p class="hint">${messages.nothing}</p>` : nothing}
        <ul class="items">
          ${this.sites.map(site => html`<li>${this.renderSite(site)}</li>`)}
        </ul>
      </section>
    `
  }

  private renderSite(site: Site) {
    const { messages } = this
    const { sites } = messages
    const name = site.name ?? site.id
    const snippet = snippetOf(site)
    const facts = [
      messages.states[site.state],
      `${sites.originLabel}: ${site.origins.join(', ')}`,
      `${messages.collection}: ${site.collections?.join(', ') ?? messages.everyCollection}`,
      `${sites.today}: ${sites.limit(site.questions_today, site.questions_per_day)}`,
    ]
    return html`
      <h3>${name}</h3>
      <p class="hint">${facts.join(' · ')}</p>
      ${
        site.state === 'revoked'
          ? nothing
          : html`<p class="label">${sites.snippet}</p>
              <pre tabindex="0" aria-label="${sites.snippet} ${name}" role="group">${snippet}</pre>
              <div class="buttons">
                ${this.renderButton(messages.copy, name, () => this.copy(snippet))}
                ${this.renderButton(sites.rotate, name, () => this.change(site, 'rotate'))}
                ${this.renderButton(sites.revoke, name, () => this.change(site, 'revoke'))}
              </div>`
      }
    `
  }
}

/** A site key is of our own alphabet, so nothing in it has to be escaped. */
function snippetOf({ site_key: key }: Site): string {
  return `<script type="module" src="${location.origin}/widget.js" data-site-key="${key}"></script>`
}

defineElement('youju-console-sites', SitesView)
