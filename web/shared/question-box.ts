import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { defineElement } from './define-element.js'
import type { Messages } from './messages.js'
import { partStyles } from './part-styles.js'

const MAX_QUESTION_CHARACTERS = 1000

/**
 * Where a question is written; what narrows it may stand in the slot below. Fires `youju-ask` with the question,
 * and `youju-stop` while busy. Enter asks, Shift+Enter makes a new line, and Enter that confirms an input method's
 * candidate does neither.
 */
export class QuestionBox extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    question: { attribute: false },
    busy: { type: Boolean },
  }

  declare messages: Messages
  /** What the box shows when it is set; after that the text is the reader's, whatever else changes here. */
  declare question: string
  declare busy: boolean

  constructor() {
    super()
    this.question = ''
    this.busy = false
  }

  focusQuestion(): void {
    this.textarea?.focus()
  }

  /** What is written in the box. */
  get text(): string {
    return this.textarea?.value ?? ''
  }

  set text(text: string) {
    if (this.textarea !== null) this.textarea.value = text
  }

  private get textarea(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea')
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Not bound in the template: the page renders again while the reader types.
    if (changed.has('question')) this.text = this.question
  }

  protected override render() {
    const { messages, busy } = this
    return html`
      <form role="search" aria-label=${messages.ask} @submit=${this.submit}>
        <label class="visually-hidden" for="question">${messages.questionLabel}</label>
        <textarea
          id="question"
          rows="2"
          maxlength=${MAX_QUESTION_CHARACTERS}
          enterkeyhint="search"
          autocomplete="off"
          placeholder=${messages.questionPlaceholder}
          @keydown=${this.keydown}
        ></textarea>
        <div class="controls">
          <slot></slot>
          <button class="ask" type=${busy ? 'button' : 'submit'} @click=${this.stop}>
            ${busy ? html`<span class="square" aria-hidden="true"></span>` : nothing}
            ${busy ? messages.stop : messages.ask}
          </button>
        </div>
      </form>
    `
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    this.ask()
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault()
    this.ask()
  }

  /** Asks what is written. */
  ask(): void {
    const question = this.text.trim()
    if (question === '') {
      this.focusQuestion()
      return
    }
    this.dispatchEvent(new CustomEvent('youju-ask', { detail: question, bubbles: true, composed: true }))
  }

  private stop(event: MouseEvent): void {
    if (!this.busy) return
    // The button asks again before the browser acts on this click, and would submit.
    event.preventDefault()
    // The second click of a double click on "ask" is no wish to stop.
    if (event.detail > 1) return
    this.dispatchEvent(new CustomEvent('youju-stop', { bubbles: true, composed: true }))
  }

  static override readonly styles = [
    partStyles,
    css`
      form {
        border: 1px solid var(--edge);
        border-radius: 0.875rem;
        background: var(--surface);
        box-shadow:
          0 1px 2px rgb(0 0 0 / 5%),
          0 8px 24px rgb(0 0 0 / 4%);
      }
      /* The whole box shows the focus of the text in it. */
      form:has(textarea:focus-visible) {
        border-color: var(--accent);
        outline: 2px solid var(--accent);
        outline-offset: 0;
      }
      textarea {
        display: block;
        inline-size: 100%;
        min-block-size: 3.75rem;
        max-block-size: 12rem;
        padding: 0.875rem 1rem 0.25rem;
        border: 0;
        border-radius: inherit;
        outline: 0;
        background: transparent;
        font-size: 1.125rem;
        line-height: 1.6;
        resize: none;
        field-sizing: content;
      }
      textarea:focus-visible {
        outline: 0;
      }
      textarea::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        padding: 0.25rem 0.625rem 0.625rem 1rem;
      }
      slot {
        display: block;
        min-inline-size: 0;
      }
      .ask {
        min-block-size: var(--target, 2.75rem);
        margin-inline-start: auto;
        padding: 0.25rem 1.5rem;
        border: 1px solid transparent;
        border-radius: 0.625rem;
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      .ask:hover {
        background: var(--accent-strong);
      }
      .square {
        display: inline-block;
        inline-size: 0.625rem;
        block-size: 0.625rem;
        margin-inline-end: 0.5rem;
        background: currentcolor;
      }
    `,
  ]
}

/** Whether an input method takes this key. Safari ends the composition before the key that confirms it. */
function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is the only sign of it in Safari
  return event.isComposing || event.keyCode === 229
}

defineElement('youju-question-box', QuestionBox)
