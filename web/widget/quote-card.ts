import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { formatDate } from '../shared/format-date.js'
import type { Messages } from '../shared/messages.js'
import { partStyles } from '../shared/part-styles.js'
import type { SourceTarget } from '../shared/source-target.js'
import { addressOfQuote } from '../shared/text-fragment.js'
import { webLink } from '../shared/web-link.js'

/** The exact words of a citation, and the way to the page that they stand on. Fires `youju-card-closed`. */
export class QuoteCard extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    target: { attribute: false },
  }

  declare messages: Messages
  declare target: SourceTarget

  override focus(): void {
    this.renderRoot.querySelector('button')?.focus()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('target')) this.focus()
  }

  protected override render() {
    const { messages, target } = this
    return html`
      <div part="card" role="dialog" aria-labelledby="title" @keydown=${this.keydown}>
        <header>
          <h3 id="title">${target.title}</h3>
          <button type="button" class="close" aria-label=${messages.sourceClose} @click=${this.close}>
            ✕
          </button>
        </header>
        <blockquote tabindex="0">${target.quote?.text ?? ''}</blockquote>
        <footer>
          <time datetime=${target.publishedAt ?? nothing}>
            ${formatDate(target.publishedAt, messages.language)}
          </time>
          ${this.renderLink()}
        </footer>
      </div>
    `
  }

  private renderLink() {
    const { messages, target } = this
    const address = webLink(target.url)
    if (address === null) return nothing
    const href = target.quote === null ? address : addressOfQuote(address, target.quote.text)
    return html`<a href=${href} target="_blank" rel="noopener noreferrer">
      ${messages.sourceOpen}<span class="visually-hidden">（${messages.sourceNewWindow}）</span>
    </a>`
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.close()
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent('youju-card-closed'))
  }

  static override readonly styles = [
    partStyles,
    css`
      div {
        display: grid;
        gap: 0.5rem;
        padding: 0.75rem 1rem 1rem;
        border-block-start: 2px solid var(--accent);
        background: var(--surface);
        box-shadow: 0 -8px 24px rgb(0 0 0 / 12%);
      }
      header {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: 0.75rem;
      }
      h3 {
        font-size: 0.9375rem;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      .close {
        flex: none;
        min-inline-size: 2.75rem;
        min-block-size: 2.75rem;
        margin: -0.5rem -0.75rem 0 0;
        border: 0;
        background: transparent;
        color: var(--ink-soft);
      }
      blockquote {
        max-block-size: 12rem;
        margin: 0;
        padding: 0.5rem 0.75rem;
        overflow: auto;
        background: var(--mark-faint);
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0.5rem;
        color: var(--ink-soft);
        font-size: 0.875rem;
      }
    `,
  ]
}

defineElement('youju-quote-card', QuoteCard)
