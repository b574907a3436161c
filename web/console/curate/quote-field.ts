import { css, html, nothing, type PropertyValues } from 'lit'
import { defineElement } from '../../shared/define-element.js'
import { ConsoleView } from '../console-view.js'
import type { DraftCitation } from '../../shared/curated-draft.js'
import { quoteStands } from '../../shared/quote-stands.js'

/**
 * One quote of a curated answer: written, or picked from the text of its document, and looked up there with every
 * key. Fires `youju-quote` with the words, and `youju-quote-removed`.
 */
export class QuoteField extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collection: {},
    citation: { attribute: false },
    text: { state: true },
    isOpen: { state: true },
    selected: { state: true },
  }

  declare collection: string
  declare citation: DraftCitation
  /** Of the document; null while it is read, and when it cannot be. */
  declare protected text: string | null
  declare protected isOpen: boolean
  declare protected selected: string

  constructor() {
    super()
    this.text = null
    this.isOpen = false
    this.selected = ''
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('citation')
    if (
      changed.has('collection') ||
      (changed.has('citation') && before?.documentId !== this.citation.documentId)
    )
      void this.load()
  }

  private async load(): Promise<void> {
    const { collection, citation } = this
    this.text = null
    const document = await this.attempt(() => this.client.api.document(collection, citation.documentId))
    if (citation.documentId === this.citation.documentId) this.text = document?.text ?? null
  }

  private tell(quote: string): void {
    this.dispatchEvent(new CustomEvent('youju-quote', { detail: quote }))
  }

  private async toggle(): Promise<void> {
    this.isOpen = !this.isOpen
    this.selected = ''
    await this.updateComplete
    const source: HTMLTextAreaElement | null = this.renderRoot.querySelector('.source')
    const at = source?.value.indexOf(this.citation.quote) ?? -1
    if (source === null || at < 0) return
    source.focus()
    source.setSelectionRange(at, at + this.citation.quote.length)
    // Browsers leave a read-only field where it is: about as far down as the quote stands in the text.
    source.scrollTop = (source.scrollHeight * at) / source.value.length - source.clientHeight / 3
  }

  private readonly select = ({ target }: Event): void => {
    const { value, selectionStart, selectionEnd } = target as HTMLTextAreaElement
    this.selected = value.slice(selectionStart, selectionEnd).trim()
  }

  protected override render() {
    const { messages, citation, text, isOpen } = this
    const { curated } = messages
    return html`<div class="quote">
      <label
        >${curated.quoteFrom(citation.title)}
        <textarea
          rows="3"
          maxlength="1200"
          .value=${citation.quote}
          aria-describedby="stands"
          @input=${(event: InputEvent) => {
            this.tell((event.target as HTMLTextAreaElement).value)
          }}
        ></textarea>
      </label>
      <p class="hint" id="stands" role="status">${this.standing()}</p>
      ${this.renderTold()}
      <div class="buttons">
        ${
          text === null
            ? nothing
            : html`<button
                class="quiet"
                type="button"
                aria-expanded=${String(isOpen)}
                @click=${() => void this.toggle()}
              >
                ${curated.pick}
              </button>`
        }
        ${this.renderButton(curated.removeQuote, citation.title, () => {
          this.dispatchEvent(new CustomEvent('youju-quote-removed'))
        })}
      </div>
      ${isOpen && text !== null ? this.renderSource(text) : nothing}
    </div>`
  }

  private standing(): string {
    const { citation, text, failure, isBusy } = this
    const { curated } = this.messages
    if (text === null) return isBusy && failure === null ? curated.reading : curated.unreadable
    if (citation.quote.trim() === '') return curated.quoteMissing
    return quoteStands(citation.quote, text) ? curated.quoteStands : curated.quoteAstray
  }

  private renderSource(text: string) {
    const { curated } = this.messages
    return html`<label
        >${curated.pickHint}
        <textarea class="source" rows="10" readonly .value=${text} @select=${this.select}></textarea>
      </label>
      <button
        class="quiet"
        type="button"
        ?disabled=${this.selected === ''}
        @click=${() => {
          this.tell(this.selected)
        }}
      >
        ${curated.useSelection}
      </button>`
  }

  static override readonly styles = [
    ...ConsoleView.styles,
    css`
      .quote {
        display: grid;
        gap: 0.5rem;
        padding-inline-start: 0.875rem;
        border-inline-start: 3px solid var(--accent-edge);
      }
    `,
  ]
}

defineElement('youju-quote-field', QuoteField)
