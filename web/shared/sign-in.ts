import { css, html, LitElement, nothing } from 'lit'
import type { ApiFailure } from './api-failure.js'
import { defineElement } from './define-element.js'
import type { PageMessages } from './page-messages.js'
import { partStyles } from './part-styles.js'

/** Asks for a key. Fires `youju-sign-in` with it and keeps it nowhere. */
export class SignIn extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    failure: { attribute: false },
  }

  declare messages: PageMessages
  /** Why the last key was not taken; null: none was given. */
  declare failure: ApiFailure | null

  constructor() {
    super()
    this.failure = null
  }

  protected override render() {
    const { messages, failure } = this
    return html`
      <form @submit=${this.submit}>
        <h2>${messages.signInTitle}</h2>
        <p id="hint">${messages.signInHint}</p>
        <label for="key">${messages.signInKey}</label>
        <input
          id="key"
          type="password"
          required
          autocomplete="current-password"
          spellcheck="false"
          aria-describedby="hint"
        />
        ${
          failure === null
            ? nothing
            : html`<p role="alert">${messages.failures[failure.code] ?? messages.failures.fallback}</p>`
        }
        <button class="strong" type="submit">${messages.signIn}</button>
      </form>
    `
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault()
    const field = this.renderRoot.querySelector('input')
    const detail = field?.value.trim() ?? ''
    if (field === null || detail === '') return
    field.value = ''
    this.dispatchEvent(new CustomEvent('youju-sign-in', { detail, bubbles: true, composed: true }))
  }

  static override readonly styles = [
    partStyles,
    css`
      form {
        display: grid;
        justify-items: start;
        gap: 0.75rem;
        max-inline-size: 28rem;
        padding: 1.5rem;
        border: 1px solid var(--edge);
        border-radius: 0.875rem;
        background: var(--surface);
      }
      h2 {
        font: 600 1.25rem / 1.6 var(--serif);
      }
      #hint {
        color: var(--ink-soft);
      }
      input {
        inline-size: 100%;
        min-block-size: var(--target, 2.75rem);
        padding: 0.25rem 0.75rem;
        border: 1px solid var(--edge);
        border-radius: 0.5rem;
        background: var(--paper);
        color: inherit;
        font: inherit;
      }
      .strong {
        min-block-size: var(--target, 2.75rem);
        padding: 0.25rem 1.5rem;
        border: 1px solid transparent;
        border-radius: 0.625rem;
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
    `,
  ]
}

defineElement('youju-sign-in', SignIn)
