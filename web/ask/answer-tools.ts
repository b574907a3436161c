import { css, html, LitElement } from 'lit'
import type { Answer } from '../shared/api-types.js'
import { copyText } from '../shared/copy-text.js'
import { defineElement } from '../shared/define-element.js'
import { partStyles } from '../shared/part-styles.js'
import { answerAsMarkdown, referencesToday } from './citation-formats.js'
import type { AskMessages } from './messages.js'

/** What the page can do with an answer beside copying it: other formats, and print. */
export class AnswerTools extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    answer: { attribute: false },
    link: {},
    outcome: { state: true },
  }

  declare messages: AskMessages
  declare answer: Answer
  /** The address that shows this very answer. */
  declare link: string
  declare protected outcome: string

  constructor() {
    super()
    this.link = ''
    this.outcome = ''
  }

  protected override render() {
    const { messages, answer } = this
    const button = (label: string, act: () => void) =>
      html`<button class="quiet" type="button" @click=${act}>${label}</button>`
    return html`
      ${button(messages.copyLink, () => void this.copy(this.link))}
      ${button(messages.copyMarkdown, () => void this.copy(answerAsMarkdown(answer, messages.language)))}
      ${button(messages.copyReferences, () => void this.copy(referencesToday(answer.sources)))}
      ${button(messages.print, () => {
        window.print()
      })}
      <span role="status">${this.outcome}</span>
    `
  }

  private async copy(text: string): Promise<void> {
    this.outcome = ''
    this.outcome = (await copyText(text)) ? this.messages.copied : this.messages.copyFailed
  }

  static override readonly styles = [
    partStyles,
    css`
      /* One row with what the answer itself offers. */
      :host {
        display: contents;
      }
      [role='status'] {
        color: var(--ink-soft);
        font-size: 0.875rem;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]
}

defineElement('youju-answer-tools', AnswerTools)
