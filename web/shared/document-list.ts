import { css, html, LitElement, nothing } from 'lit'
import type { DocumentSummary, Hit } from './api-types.js'
import { defineElement } from './define-element.js'
import { formatDate } from './format-date.js'
import { markSegments } from './mark-segments.js'
import type { Messages } from './messages.js'
import { partStyles } from './part-styles.js'
import { targetOfDocument, targetOfHit, type SourceTarget } from './source-target.js'

/** Documents to open, each with the passage that matched when it has one, pinned ones named so. Fires `youju-open-source` with a SourceTarget. */
export class DocumentList extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    items: { attribute: false },
    heading: {},
  }

  declare messages: Messages
  declare items: readonly (DocumentSummary | Hit)[]
  declare heading: string

  protected override render() {
    return html`
      <h2 class="label" id="heading">${this.heading}</h2>
      <ol aria-labelledby="heading">
        ${this.items.map(item => html`<li>${this.renderItem(item)}</li>`)}
      </ol>
    `
  }

  private renderItem(item: DocumentSummary | Hit) {
    const date = formatDate(item.published_at, this.messages.language)
    const page = 'page' in item && typeof item.page === 'number' ? this.messages.pageNumber(item.page) : ''
    const target = 'passage_id' in item ? targetOfHit(item) : targetOfDocument(item)
    return html`
      <button
        class="row"
        type="button"
        @click=${() => {
          this.open(target)
        }}
      >
        <span class="title"
          >${item.pinned === true ? html`<span class="pin">${this.messages.pinned}</span> ` : nothing}${item.title}</span
        >
        <time datetime=${item.published_at ?? nothing}>${[date, page].filter(Boolean).join(' · ')}</time>
        ${'passage_id' in item ? html`<span class="passage">${renderPassage(item)}</span>` : nothing}
      </button>
    `
  }

  private open(detail: SourceTarget): void {
    this.dispatchEvent(new CustomEvent('youju-open-source', { detail, bubbles: true, composed: true }))
  }

  static override readonly styles = [
    partStyles,
    css`
      h2 {
        padding-block-end: 0.5rem;
        border-block-end: 2px solid var(--ink);
      }
      .row {
        grid-template-columns: 1fr auto;
        align-items: baseline;
      }
      .title {
        font-weight: 600;
      }
      .pin {
        padding-inline: 0.25rem;
        border: 1px solid;
        border-radius: 0.25rem;
        color: var(--accent);
        font-size: 0.8125rem;
      }
      .passage {
        display: -webkit-box;
        grid-column: 1 / -1;
        overflow: hidden;
        color: var(--ink-soft);
        font-size: 0.9375rem;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
      b {
        color: var(--ink);
      }
      @media (width < 26rem) {
        .row {
          grid-template-columns: 1fr;
        }
      }
    `,
  ]
}

function renderPassage({ text, start, highlights }: Hit) {
  const words = highlights.map(([from, to]) => ({ start: from - start, end: to - start }))
  return markSegments(text, null, words).map(piece =>
    piece.mark === null ? piece.text : html`<b>${piece.text}</b>`,
  )
}

defineElement('youju-document-list', DocumentList)
