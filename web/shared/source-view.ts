import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { ApiFailure } from './api-failure.js'
import type { PageApi } from './page-api.js'
import { defineElement } from './define-element.js'
import { formatDate } from './format-date.js'
import { locateQuote, markSegments, type Span } from './mark-segments.js'
import type { PageMessages } from './page-messages.js'
import { partStyles } from './part-styles.js'
import { sourceViewStyles } from './source-view-styles.js'
import type { SourceTarget } from './source-target.js'
import { webLink } from './web-link.js'
import './failure-notice.js'

type Content =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: ApiFailure }
  | { readonly state: 'shown'; readonly text: string; readonly quote: Span | null; readonly notice: string }

/** From this width on the source stands beside the answer; below it covers the page. As in page.css. */
const BESIDE = '(min-width: 64rem)'

/**
 * A document's full text with the quoted words marked and scrolled to. Beside the page it is a dialog that
 * leaves the page usable, on a small screen a modal one. Fires `youju-source-closed`.
 */
export class SourceView extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    api: { attribute: false },
    target: { attribute: false },
    contained: { type: Boolean },
    content: { state: true },
  }

  declare messages: PageMessages
  declare api: PageApi
  /** Null: closed. */
  declare target: SourceTarget | null
  /** Offers no way out to other pages. */
  declare contained: boolean
  declare protected content: Content
  private loading = new AbortController()
  private readonly beside = window.matchMedia(BESIDE)

  constructor() {
    super()
    this.target = null
    this.contained = false
    this.content = { state: 'loading' }
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.beside.addEventListener('change', this.placeAgain)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.beside.removeEventListener('change', this.placeAgain)
    this.loading.abort()
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('target')) void this.load(this.target)
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('target')) this.place()
    if (changed.has('content')) this.scrollToQuote()
  }

  private async load(target: SourceTarget | null): Promise<void> {
    this.loading.abort()
    const loading = new AbortController()
    this.loading = loading
    this.content = { state: 'loading' }
    if (target === null) return
    try {
      const { text } = await this.api.document(target.collection, target.documentId, loading.signal)
      if (!loading.signal.aborted) this.content = this.contentOf(text, target)
    } catch (error) {
      if (loading.signal.aborted) return
      this.content = {
        state: 'failed',
        failure: error instanceof ApiFailure ? error : new ApiFailure('fallback'),
      }
    }
  }

  private contentOf(text: string, { quote }: SourceTarget): Content {
    if (quote === null) return { state: 'shown', text, quote: null, notice: '' }
    const place = locateQuote(text, quote.text, quote)
    if (place === null) return { state: 'shown', text, quote: null, notice: this.messages.sourceChanged }
    const notice = place.start === quote.start ? '' : this.messages.sourceMoved
    return { state: 'shown', text, quote: place, notice }
  }

  private place(): void {
    const { dialog } = this
    if (dialog === null) return
    if (this.target === null) {
      dialog.close()
      return
    }
    if (!dialog.open) this.openDialog(dialog)
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }

  private openDialog(dialog: HTMLDialogElement): void {
    if (this.beside.matches) dialog.show()
    else dialog.showModal()
  }

  private readonly placeAgain = (): void => {
    const { dialog } = this
    if (dialog?.open !== true) return
    dialog.close()
    this.openDialog(dialog)
  }

  /** Moves only the text's own scroll position: the page behind it stays where it is. */
  private scrollToQuote(): void {
    const scroller = this.renderRoot.querySelector('.body')
    if (scroller === null) return
    const mark = this.renderRoot.querySelector('mark.quote')
    if (mark === null) {
      scroller.scrollTop = 0
      return
    }
    const place = mark.getBoundingClientRect()
    const view = scroller.getBoundingClientRect()
    const room = Math.max((view.height - place.height) / 2, view.height / 8)
    scroller.scrollTop += place.top - view.top - room
  }

  protected override render() {
    const { messages, target } = this
    return html`
      <dialog aria-labelledby="title" @cancel=${this.cancel} @keydown=${this.keydown}>
        ${
          target === null
            ? nothing
            : html`
                <div class="bar">
                  <h2 id="title" tabindex="-1" aria-describedby="quote" title=${target.title}>
                    ${target.title}
                  </h2>
                  <button class="quiet" type="button" aria-label=${messages.sourceClose} @click=${this.close}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13" /></svg>
                  </button>
                </div>
                <div class="body" tabindex="0" role="region" aria-label=${messages.sourceText}>
                  ${this.renderOrigin(target)} ${this.renderContent(target)}
                </div>
              `
        }
      </dialog>
    `
  }

  private renderOrigin({ url, publishedAt }: SourceTarget) {
    const { messages } = this
    const link = this.contained ? null : webLink(url)
    const date = formatDate(publishedAt, messages.language)
    return html`<p class="origin">
      ${date === '' ? nothing : html`<time datetime=${publishedAt}>${date}</time>`}
      ${
        link === null
          ? nothing
          : html`<a href=${link} target="_blank" rel="noopener noreferrer"
              >${messages.sourceOpen}<span class="visually-hidden"> (${messages.sourceNewWindow})</span
              ><span aria-hidden="true"> ↗</span></a
            >`
      }
    </p>`
  }

  private renderContent(target: SourceTarget) {
    const { content, messages } = this
    if (content.state === 'loading')
      return html`<p class="origin" role="status">${messages.sourceLoading}</p>`
    if (content.state === 'failed') {
      return html`<youju-failure-notice
        .messages=${messages}
        .failure=${content.failure}
        @youju-retry=${() => this.load(target)}
      ></youju-failure-notice>`
    }
    const unmoved = target.others.filter(({ start, end, text }) => content.text.slice(start, end) === text)
    const segments = markSegments(content.text, content.quote, unmoved)
    const pieces = segments.map(({ text, mark }) => {
      if (mark === null) return text
      return html`<mark class=${mark} id=${mark === 'quote' ? 'quote' : nothing}>${text}</mark>`
    })
    const legend = segments.some(({ mark }) => mark === 'other') ? this.renderLegend() : nothing
    const notice =
      content.notice === '' ? nothing : html`<p class="changed" role="status">${content.notice}</p>`
    return html`${notice}${legend}
      <div class="text">${pieces}</div>`
  }

  private renderLegend() {
    const { legendQuote, legendOther } = this.messages
    return html`<p class="origin">
      <span><span class="swatch quote"></span> ${legendQuote}</span>
      <span><span class="swatch other"></span> ${legendOther}</span>
    </p>`
  }

  /** The browser's own way to dismiss a modal dialog: Escape, or the back gesture on Android. */
  private cancel(event: Event): void {
    event.preventDefault()
    this.close()
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.preventDefault()
    this.close()
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent('youju-source-closed', { bubbles: true, composed: true }))
  }

  static override readonly styles = [partStyles, sourceViewStyles]
}

defineElement('youju-source-view', SourceView)
