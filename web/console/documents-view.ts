import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf } from './console-view.js'
import './document-browser.js'
import './job-list.js'
import './upload-panel.js'

/** One collection: what is added to it, what is being read, and what is in it. */
export class DocumentsView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collections: { state: true },
    chosen: { state: true },
  }

  declare protected collections: readonly Collection[]
  declare protected chosen: string

  constructor() {
    super()
    this.collections = []
    this.chosen = 'default'
  }

  protected override firstUpdated(): void {
    void this.load()
  }

  private async load(): Promise<void> {
    const collections = await this.attempt(() => this.client.api.collections())
    if (collections === undefined) return
    this.collections = collections
    if (!collections.some(({ id }) => id === this.chosen)) this.chosen = collections[0]?.id ?? 'default'
  }

  private async create(event: SubmitEvent): Promise<void> {
    const form = formOf(event)
    const id = fieldOf(new FormData(form), 'id')
    if (!(await this.act(() => this.client.send('PUT', pathOf('collections', id), {}), this.messages.saved)))
      return
    form.reset()
    await this.load()
    this.chosen = id
  }

  protected override render() {
    const { messages, client, chosen } = this
    return html`
      ${this.renderTold()}
      <div class="fields">
        <label
          >${messages.collection}
          <select
            .value=${chosen}
            @change=${(event: Event) => {
              this.chosen = (event.target as HTMLSelectElement).value
            }}
          >
            ${this.collections.map(
              ({ id, name, documents }) =>
                html`<option value=${id} ?selected=${id === chosen}>${name} (${documents})</option>`,
            )}
          </select></label
        >
        ${client.role === 'admin' ? this.renderCreate() : nothing}
      </div>
      <youju-upload-panel
        .messages=${messages}
        .client=${client}
        .collection=${chosen}
        @youju-job-started=${() => {
          this.renderRoot.querySelector('youju-job-list')?.refresh()
        }}
      ></youju-upload-panel>
      <youju-job-list
        .messages=${messages}
        .client=${client}
        @youju-jobs-ended=${() => {
          void this.load()
          this.renderRoot.querySelector('youju-document-browser')?.refresh()
        }}
      ></youju-job-list>
      <youju-document-browser
        .messages=${messages}
        .client=${client}
        .collection=${chosen}
      ></youju-document-browser>
    `
  }

  private renderCreate() {
    const { upload } = this.messages
    return html`<form class="fields" @submit=${(event: SubmitEvent) => void this.create(event)}>
      <label
        >${upload.newCollection}
        <input name="id" required pattern="[a-z0-9_\\-]{1,64}" autocomplete="off" spellcheck="false" />
      </label>
      <button class="quiet" type="submit">${upload.createCollection}</button>
    </form>`
  }
}

defineElement('youju-console-documents', DocumentsView)
