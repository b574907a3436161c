import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { ApiFailure } from './api-failure.js'
import { defineElement } from './define-element.js'
import type { Messages } from './messages.js'
import { partStyles } from './part-styles.js'

/** Says what went wrong and offers to try again, when the server asked to wait, after that wait. Fires `youju-retry`. */
export class FailureNotice extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    failure: { attribute: false },
    secondsLeft: { state: true },
  }

  declare messages: Messages
  declare failure: ApiFailure
  declare protected secondsLeft: number
  private timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.secondsLeft = 0
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.timer)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('failure')) this.countDown(this.failure.retryAfterSeconds ?? 0)
  }

  private countDown(seconds: number): void {
    clearInterval(this.timer)
    this.secondsLeft = seconds
    if (seconds === 0) return
    this.timer = setInterval(() => {
      this.secondsLeft -= 1
      if (this.secondsLeft <= 0) clearInterval(this.timer)
    }, 1000)
  }

  protected override render() {
    const { messages, failure, secondsLeft } = this
    const waiting = secondsLeft > 0
    return html`
      <div class="notice">
        <p role="alert">${messages.failures[failure.code] ?? messages.failures.fallback}</p>
        ${
          failure.requestId === null
            ? nothing
            : html`<p class="request">${messages.requestNumber(failure.requestId)}</p>`
        }
        <button class="quiet" type="button" aria-disabled=${String(waiting)} @click=${this.retry}>
          ${waiting ? messages.retryIn(secondsLeft) : messages.retry}
        </button>
      </div>
    `
  }

  private retry(): void {
    if (this.secondsLeft > 0) return
    this.dispatchEvent(new CustomEvent('youju-retry', { bubbles: true, composed: true }))
  }

  static override readonly styles = [
    partStyles,
    css`
      .notice {
        display: grid;
        justify-items: start;
        gap: 0.625rem;
        padding: 1rem 1.125rem;
        border-inline-start: 4px solid var(--accent);
        background: var(--surface);
      }
      .request {
        color: var(--ink-soft);
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
      }
      .quiet[aria-disabled='true'] {
        cursor: default;
        border-style: dashed;
      }
    `,
  ]
}

defineElement('youju-failure-notice', FailureNotice)
