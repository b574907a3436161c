import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf, linesOf } from './console-view.js'
import type { CollectionSettings } from './wire-types.js'

/** What an editor may set of a collection: synonyms, words, and how sure an answer has to be. */
export class SettingsView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collections: { state: true },
    chosen: { state: true },
    settings: { state: true },
  }

  declare protected collections: readonly Collection[]
  declare protected chosen: string
  /** As the server has them; null while they are read. */
  declare protected settings: CollectionSettings | null

  constructor() {
    super()
    this.collections = []
    this.chosen = ''
    this.settings = null
  }

  protected override firstUpdated(): void {
    void this.attempt(async () => {
      this.collections = await this.client.api.collections()
      await this.choose(this.collections[0]?.id ?? 'default')
    })
  }

  private async choose(id: string): Promise<void> {
    this.chosen = id
    this.settings = null
    this.news = ''
    const settings = await this.attempt(() => this.client.get<CollectionSettings>(this.path(id)))
    if (settings !== undefined && this.chosen === id) this.settings = settings
  }

  private path(id: string): string {
    return pathOf('collections', id, 'settings')
  }

  private async save(event: SubmitEvent): Promise<void> {
    const given = new FormData(formOf(event))
    const { settings, chosen } = this
    if (settings === null) return
    const minimum = fieldOf(given, 'min-confidence')
    const body: CollectionSettings = {
      synonyms: linesOf(fieldOf(given, 'synonyms')).map(expressionsOf),
      words: linesOf(fieldOf(given, 'words')),
      min_confidence: minimum === '' ? null : Number(minimum),
      // Not edited here: what the operator has set stays.
      reranker: settings.reranker,
    }
    await this.act(async () => {
      this.settings = await this.client.send<CollectionSettings>('PUT', this.path(chosen), body)
    }, this.messages.saved)
  }

  protected override render() {
    const { messages, chosen } = this
    return html`
      <label
        >${messages.collection}
        <select @change=${(event: Event) => void this.choose((event.target as HTMLSelectElement).value)}>
          ${this.collections.map(
            ({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`,
          )}
        </select></label
      >
      ${this.renderTold()} ${this.settings === null ? nothing : this.renderForm(this.settings)}
    `
  }

  private renderForm({ synonyms, words, min_confidence: minimum }: CollectionSettings) {
    const { settings, save } = this.messages
    return html`<form class="card" @submit=${(event: SubmitEvent) => void this.save(event)}>
      <label
        >${settings.synonyms}
        <textarea
          name="synonyms"
          rows="6"
          .value=${synonyms.map(group => group.join('，')).join('\n')}
        ></textarea>
      </label>
      <label
        >${settings.words}
        <textarea name="words" rows="6" .value=${words.join('\n')}></textarea>
      </label>
      <label
        >${settings.minConfidence}
        <input
          name="min-confidence"
          type="number"
          min="0"
          max="1"
          step="0.01"
          .value=${minimum === null ? '' : String(minimum)}
        />
      </label>
      <p class="hint">${settings.hint}</p>
      <button class="strong" type="submit" ?disabled=${this.isBusy}>${save}</button>
    </form>`
  }
}

/** Of one line: parted by commas of any kind. */
function expressionsOf(line: string): string[] {
  return line
    .split(/[,，、;；]/)
    .map(expression => expression.trim())
    .filter(expression => expression !== '')
}

defineElement('youju-console-settings', SettingsView)
