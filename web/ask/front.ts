import { html, nothing } from 'lit'
import { sampleQuestions } from '../shared/sample-questions.js'
import type { FrontContent } from './front-content.js'
import type { Inquiry } from './inquiry.js'
import type { AskMessages } from './messages.js'
import '../shared/document-list.js'

const MAX_ASKED_SHOWN = 8

export interface FrontActions {
  readonly onQuestion: (question: string) => void
  readonly onAsked: (inquiry: Inquiry) => void
  readonly onForget: () => void
}

/** What the page offers before a question: questions to try and the newest documents to open. */
export function renderFront(
  messages: AskMessages,
  { newest, asked }: FrontContent,
  { onQuestion, onAsked, onForget }: FrontActions,
) {
  const questions = sampleQuestions(newest, messages.language)
  const documents = html`<youju-document-list
    .messages=${messages}
    .heading=${messages.newestTitle}
    .items=${newest}
  ></youju-document-list>`
  return html`
    ${questions.length > 0 ? renderExamples(messages, questions, onQuestion) : nothing}
    ${asked.length > 0 ? renderAsked(messages, asked, onAsked, onForget) : nothing}
    ${newest.length > 0 ? documents : nothing}
  `
}

function renderAsked(
  messages: AskMessages,
  asked: readonly Inquiry[],
  onAsked: (inquiry: Inquiry) => void,
  onForget: () => void,
) {
  return html`
    <section class="examples" aria-labelledby="asked">
      <h2 class="label" id="asked">${messages.askedTitle}</h2>
      <ul>
        ${asked.slice(0, MAX_ASKED_SHOWN).map(
          inquiry =>
            html`<li>
              <button
                class="quiet"
                type="button"
                @click=${() => {
                  onAsked(inquiry)
                }}
              >
                ${inquiry.question}
              </button>
            </li>`,
        )}
        <li>
          <button class="quiet forget" type="button" @click=${onForget}>${messages.askedForget}</button>
        </li>
      </ul>
    </section>
  `
}

function renderExamples(
  messages: AskMessages,
  questions: readonly string[],
  onQuestion: (question: string) => void,
) {
  const renderExample = (question: string) =>
    html`<li>
      <button
        class="quiet"
        type="button"
        @click=${() => {
          onQuestion(question)
        }}
      >
        ${question}
      </button>
    </li>`
  return html`
    <section class="examples" aria-labelledby="examples">
      <h2 class="label" id="examples">${messages.examplesTitle}</h2>
      <ul>
        ${questions.map(renderExample)}
      </ul>
    </section>
  `
}
