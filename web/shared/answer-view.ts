import { html, LitElement, nothing } from 'lit'
import { answerAsText } from './answer-text.js'
import { answerViewStyles } from './answer-view-styles.js'
import type { Answer, Block, Citation, Source } from './api-types.js'
import { copyText } from './copy-text.js'
import { defineElement } from './define-element.js'
import { formatDate } from './format-date.js'
import type { ConfidenceLevel, Messages } from './messages.js'
import { partStyles } from './part-styles.js'
import { targetOfCitation } from './source-target.js'
import './answer-rating.js'
import './document-list.js'

/**
 * An answer, finished or on its way, with numbered citations; or a refusal with the nearest documents.
 * Fires `youju-open-source` with a SourceTarget.
 */
export class AnswerView extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    blocks: { attribute: false },
    answer: { attribute: false },
    draft: {},
    copying: {},
    copyOutcome: { state: true },
  }

  declare messages: Messages
  /** Verified so far; of a finished answer all of them. */
  declare blocks: readonly Block[]
  /** Null until it is finished. */
  declare answer: Answer | null
  /** Provisional text of the block being written. */
  declare draft: string
  /** What can be copied: `text`, or `none`. */
  declare copying: 'text' | 'none'
  declare protected copyOutcome: string

  constructor() {
    super()
    this.blocks = []
    this.answer = null
    this.draft = ''
    this.copying = 'text'
    this.copyOutcome = ''
  }

  protected override render() {
    const { answer } = this
    if (answer?.refusal) return this.renderRefusal(answer.refusal)
    return html`
      <div class="statements" part="statements">
        ${this.blocks.map(block => this.renderBlock(block))}
        ${this.draft === '' ? nothing : html`<p class="draft" aria-hidden="true">${this.draft}</p>`}
      </div>
      ${answer === null ? nothing : this.renderFinished(answer)}
    `
  }

  private renderBlock(block: Block) {
    const { messages } = this
    const text = block.text === '' ? html`<em>${messages.blockWithdrawn}</em>` : block.text
    const citations = block.citations.map(citation => this.renderCitation(citation))
    return html`<p>
      <span class="text">${text}</span><span class="citations">${WORD_JOINER}${citations}</span>
    </p>`
  }

  private renderCitation(citation: Citation) {
    const { messages } = this
    if (citation.withdrawn === true) {
      const gone = messages.citationWithdrawn(citation.source)
      return html`<span class="citation withdrawn" role="img" aria-label=${gone} title=${gone}
        >${citation.source}</span
      >`
    }
    return html`<button
      class="citation"
      type="button"
      aria-label=${messages.citationLabel(citation.source, citation.title)}
      title=${citation.title}
      @click=${() => {
        this.open(citation)
      }}
    >
      ${citation.source}
    </button>`
  }

  private renderFinished(answer: Answer) {
    const { messages } = this
    const level = confidenceLevel(answer.confidence)
    const { name, meaning } = messages.confidence[level]
    const seconds = new Intl.NumberFormat(messages.language, { maximumSignificantDigits: 2 }).format(
      answer.took_ms / 1000,
    )
    return html`
      ${answer.degraded === null ? nothing : html`<p class="degraded">${messages.degraded}</p>`}
      <p class="confidence">
        ${answer.curated && html`<strong>${messages.curatedLabel}</strong> · `}
        <span class="meter ${level}" aria-hidden="true"><i></i><i></i><i></i></span>
        <strong>${name}</strong> ${meaning}
        <span class="took">${messages.took(seconds)}</span>
      </p>
      <h3 class="label" id="sources">${messages.sourcesTitle}</h3>
      <ol class="sources" aria-labelledby="sources">
        ${answer.sources.map(source => html`<li>${this.renderSource(source)}</li>`)}
      </ol>
      <div class="actions">
        ${this.copying === 'none' ? nothing : this.renderCopying(answer)}
        <slot></slot>
        <youju-answer-rating .messages=${messages} .answerId=${answer.id}></youju-answer-rating>
      </div>
    `
  }

  private renderCopying(answer: Answer) {
    const { messages } = this
    return html`
      <button class="quiet" type="button" @click=${() => this.copy(answerAsText(answer, messages))}>
        ${messages.copyAnswer}
      </button>
      <span class="outcome" role="status">${this.copyOutcome}</span>
    `
  }

  private renderSource(source: Source) {
    const citation = this.blocks
      .flatMap(block => block.citations)
      .find(({ source: number, withdrawn }) => number === source.number && withdrawn !== true)
    const number = citation?.page ?? source.page ?? null
    const page = number === null ? '' : this.messages.pageNumber(number)
    const content = html`
      <span class="number">${source.number}</span>
      <span class="title">${source.title}</span>
      <time datetime=${source.published_at ?? nothing}>
        ${[formatDate(source.published_at, this.messages.language), page].filter(Boolean).join(' · ')}
      </time>
    `
    if (citation === undefined) return html`<div class="row withdrawn">${content}</div>`
    return html`<button
      class="row"
      type="button"
      @click=${() => {
        this.open(citation)
      }}
    >
      ${content}
    </button>`
  }

  private renderRefusal(refusal: NonNullable<Answer['refusal']>) {
    const { messages } = this
    const isEmpty = refusal.code === 'archive_empty'
    return html`
      <div class="refusal">
        <h3>${isEmpty ? messages.archiveEmptyTitle : messages.refusalTitle}</h3>
        <p>${isEmpty ? messages.archiveEmptyAdvice : messages.refusalAdvice}</p>
      </div>
      ${
        refusal.nearest.length === 0
          ? nothing
          : html`<youju-document-list
              .messages=${messages}
              .heading=${messages.nearestTitle}
              .items=${refusal.nearest}
            ></youju-document-list>`
      }
    `
  }

  private open(citation: Citation): void {
    const detail = targetOfCitation(citation, this.blocks)
    this.dispatchEvent(new CustomEvent('youju-open-source', { detail, bubbles: true, composed: true }))
  }

  private async copy(text: string): Promise<void> {
    this.copyOutcome = ''
    this.copyOutcome = (await copyText(text)) ? this.messages.copied : this.messages.copyFailed
  }

  static override readonly styles = [partStyles, answerViewStyles]
}

/** The words for a calibrated confidence: of answers at 0.8 or more, at least eight in ten are right. */
export function confidenceLevel(confidence: number): ConfidenceLevel {
  if (confidence >= 0.8) return 'high'
  return confidence >= 0.6 ? 'medium' : 'low'
}

/** Keeps a citation on the line of the last character that it cites. */
const WORD_JOINER = '\u2060'

defineElement('youju-answer-view', AnswerView)
