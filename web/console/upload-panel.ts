import { css, html } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf, linesOf } from './console-view.js'

/** Files to be dropped or chosen, and addresses to be read. Fires `youju-job-started`. */
export class UploadPanel extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collection: {},
    isOver: { state: true },
  }

  declare collection: string
  /** Files are being held over the field. */
  declare protected isOver: boolean

  constructor() {
    super()
    this.isOver = false
  }

  private async send(files: readonly File[]): Promise<void> {
    if (files.length === 0 || this.isBusy) return
    const path = pathOf('collections', this.collection, 'documents')
    if (await this.act(() => this.client.upload(path, files), this.messages.upload.sent)) this.tell()
  }

  /** Each address becomes a source of the collection, and is read at once. */
  private async follow(event: SubmitEvent): Promise<void> {
    const form = formOf(event)
    const addresses = linesOf(fieldOf(new FormData(form), 'addresses'))
    if (addresses.length === 0) return
    const left = [...addresses]
    const begin = async (): Promise<void> => {
      for (const address of addresses) {
        const path = pathOf('collections', this.collection, 'sources')
        const { id } = await this.client.send<{ id: string }>('POST', path, { address })
        await this.client.send('POST', pathOf('sources', id, 'sync'), {})
        left.shift()
        this.tell()
      }
    }
    await this.act(begin, this.messages.upload.sent)
    // What failed, and what came after it, stays to be tried again.
    const field = form.querySelector('textarea')
    if (field !== null) field.value = left.join('\n')
  }

  private tell(): void {
    this.dispatchEvent(new CustomEvent('youju-job-started', { bubbles: true, composed: true }))
  }

  private drop(event: DragEvent): void {
    event.preventDefault()
    this.isOver = false
    void this.send([...(event.dataTransfer?.files ?? [])])
  }

  protected override render() {
    const { messages, isBusy } = this
    const { upload } = messages
    return html`<section aria-labelledby="heading">
      <h2 id="heading">${upload.title}</h2>
      <div class="ways">
        <div
          class=${this.isOver ? 'card drop over' : 'card drop'}
          @dragover=${(event: DragEvent) => {
            event.preventDefault()
            this.isOver = true
          }}
          @dragleave=${() => {
            this.isOver = false
          }}
          @drop=${this.drop}
        >
          <label
            >${upload.drop} ${upload.choose}
            <input
              type="file"
              multiple
              aria-describedby="formats"
              ?disabled=${isBusy}
              @change=${(event: Event) => {
                const field = event.target as HTMLInputElement
                void this.send([...(field.files ?? [])])
                field.value = ''
              }}
            />
          </label>
          <p class="hint" id="formats">${upload.formats}</p>
        </div>
        <form class="card" @submit=${(event: SubmitEvent) => void this.follow(event)}>
          <label
            >${upload.addresses}
            <textarea name="addresses" rows="3" required spellcheck="false" inputmode="url"></textarea>
          </label>
          <button class="strong" type="submit" ?disabled=${isBusy}>${upload.follow}</button>
        </form>
      </div>
      ${isBusy ? html`<p role="status">${upload.sending}</p>` : ''} ${this.renderTold()}
    </section>`
  }

  static override readonly styles = [
    ...ConsoleView.styles,
    css`
      :host {
        margin-block: 1.5rem;
      }
      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        gap: 1rem;
      }
      .drop {
        display: grid;
        align-content: center;
        gap: 0.5rem;
        border: 2px dashed var(--edge);
      }
      .over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
    `,
  ]
}

defineElement('youju-upload-panel', UploadPanel)
