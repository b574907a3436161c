import { css, html, LitElement, nothing } from 'lit'
import { defineElement } from '../shared/define-element.js'
import { partStyles } from '../shared/part-styles.js'
import { consoleStyles } from './console-styles.js'
import type { ConsoleMessages } from './messages.js'

export interface Ask {
  /** Asked one after the other; each has to be confirmed. */
  readonly questions: readonly string[]
  readonly confirm: string
  /** A line of text that may go with it. */
  readonly field?: string
}

/** Asks before something is done that others notice. */
export class AskDialog extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    asked: { state: true },
    step: { state: true },
  }

  declare messages: ConsoleMessages
  declare protected asked: Ask | null
  declare protected step: number
  private settle: (text: string | null) => void = () => undefined

  constructor() {
    super()
    this.asked = null
    this.step = 0
  }

  /** @returns the text given (empty without a field), or null: it is not to be done */
  async ask(asked: Ask): Promise<string | null> {
    this.settle(null)
    this.asked = asked
    this.step = 0
    await this.updateComplete
    this.renderRoot.querySelector('dialog')?.showModal()
    return new Promise(resolve => {
      this.settle = resolve
    })
  }

  protected override render() {
    const { messages, asked, step } = this
    if (asked === null) return nothing
    return html`<dialog aria-labelledby="question" @close=${this.refuse}>
      <form @submit=${this.confirm}>
        <p id="question">${asked.questions[step]}</p>
        ${
          asked.field === undefined
            ? nothing
            : html`<label>${asked.field}<input name="text" maxlength="500" autocomplete="off" /></label>`
        }
        <div class="buttons">
          <button class="quiet" type="button" @click=${this.dismiss}>${messages.cancel}</button>
          <button class="strong" type="submit">${asked.confirm}</button>
        </div>
      </form>
    </dialog>`
  }

  private dismiss(): void {
    this.renderRoot.querySelector('dialog')?.close()
  }

  private refuse(): void {
    this.finish(null)
  }

  private confirm(event: SubmitEvent): void {
    event.preventDefault()
    if (this.asked !== null && this.step + 1 < this.asked.questions.length) {
      this.step += 1
      // The second answer has to be a choice of its own, not the same key pressed twice.
      this.renderRoot.querySelector<HTMLButtonElement>('.quiet')?.focus()
      return
    }
    this.finish(this.renderRoot.querySelector('input')?.value.trim() ?? '')
  }

  private finish(text: string | null): void {
    const { settle } = this
    this.settle = () => undefined
    settle(text)
    this.renderRoot.querySelector('dialog')?.close()
    this.asked = null
  }

  static override readonly styles = [
    partStyles,
    consoleStyles,
    css`
      dialog {
        max-inline-size: min(32rem, calc(100vw - 2rem));
        padding: 1.5rem;
        border: 1px solid var(--edge);
        border-radius: 0.875rem;
        background: var(--surface);
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .buttons {
        justify-content: end;
      }
    `,
  ]
}

defineElement('youju-ask-dialog', AskDialog)

declare global {
  interface HTMLElementTagNameMap {
    'youju-ask-dialog': AskDialog
  }
}
