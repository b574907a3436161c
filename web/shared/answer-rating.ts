import { css, html, LitElement } from 'lit'
import type { Rating } from './api-types.js'
import { defineElement } from './define-element.js'
import type { Messages } from './messages.js'
import { partStyles } from './part-styles.js'

/** The outcome of a `youju-rate` event: its listener calls `settle` once the rating is kept, or is not. */
export interface RatingRequest {
  readonly answerId: string
  readonly rating: Rating
  readonly settle: (kept: boolean) => void
}

/** Was this helpful? Fires `youju-rate` with a RatingRequest. */
export class AnswerRating extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    answerId: { attribute: false },
    given: { state: true },
    outcome: { state: true },
  }

  declare messages: Messages
  declare answerId: string
  declare protected given: { readonly answerId: string; readonly rating: Rating } | null
  declare protected outcome: 'kept' | 'failed' | null

  constructor() {
    super()
    this.given = null
    this.outcome = null
  }

  protected override render() {
    const { messages } = this
    const outcome = this.given?.answerId === this.answerId ? this.outcome : null
    const said = { kept: messages.ratingThanks, failed: messages.ratingFailed }
    return html`
      <div role="group" aria-labelledby="label">
        <span id="label">${messages.ratingLabel}</span>
        ${this.renderButton('up', messages.ratingUp)} ${this.renderButton('down', messages.ratingDown)}
        <span role="status">${outcome === null ? '' : said[outcome]}</span>
      </div>
    `
  }

  private renderButton(rating: Rating, label: string) {
    const pressed =
      this.given?.answerId === this.answerId && this.given.rating === rating && this.outcome !== 'failed'
    return html`<button
      class="quiet"
      type="button"
      aria-pressed=${String(pressed)}
      @click=${() => {
        this.rate(rating)
      }}
    >
      ${label}
    </button>`
  }

  private rate(rating: Rating): void {
    const given = { answerId: this.answerId, rating }
    this.given = given
    this.outcome = null
    const settle = (kept: boolean): void => {
      if (this.given !== given) return
      this.outcome = kept ? 'kept' : 'failed'
    }
    const detail: RatingRequest = { ...given, settle }
    this.dispatchEvent(new CustomEvent('youju-rate', { detail, bubbles: true, composed: true }))
  }

  static override readonly styles = [
    partStyles,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        color: var(--ink-soft);
        font-size: 0.875rem;
      }
      [role='status']:empty {
        margin-inline-start: -0.5rem;
      }
    `,
  ]
}

defineElement('youju-answer-rating', AnswerRating)
