import { html, nothing } from 'lit'
import { sampleQuestions } from '../shared/sample-questions.js'
import type { FrontContent } from './front-content.js'
import { NO_SCOPE, type Inquiry } from '../shared/inquiry.js'
import type { AskMessages } from './messages.js'
import '../shared/document-list.js'

const MAX_ASKED_SHOWN = 8

/** What the page offers before a question: questions to try and the newest documents to open. */
export function renderFront(messages: AskMessages, front: FrontContent, onAsk: (inquiry: Inquiry) => void) {
  const { newest, asked } = front
  const questions = sampleQuestions(newest, messages.language)
  const documents = html`<youju-document-list
    .messages=${messages}
    .heading=${messages.newestTitle}
    .items=${newest}
  ></youju-document-list>`
  return html`
    ${questions.length > 0 ? renderExamples(messages, questions, onAsk) : nothing}
    ${asked.length > 0 ? renderAsked(messages, front, onAsk) : nothing}
    ${newest.length > 0 ? documents : nothing}
  `
}

function renderAsked(messages: AskMessages, front: FrontContent, onAsk: (inquiry: Inquiry) => void) {
  const forget = (): void => {
    front.forget()
  }
  return html`
    <section class="examples" aria-labelledby="asked">
      <h2 class="label" id="asked">${messages.askedTitle}</h2>
      <ul>
        ${front.asked.slice(0, MAX_ASKED_SHOWN).map(
          inquiry =>
            html`<li>
              <button
                class="quiet"
                type="button"
                @click=${() => {
                  onAsk(inquiry)
                }}
              >
                ${inquiry.question}
              </button>
            </li>`,
        )}
        <li>
          <button class="quiet forget" type="button" @click=${forget}>${messages.askedForget}</button>
        </li>
      </ul>
    </section>
  `
}

function renderExamples(
  messages: AskMessages,
  questions: readonly string[],
  onAsk: (inquiry: Inquiry) => void,
) {
  const renderExample = (question: string) =>
    html`<li>
      <button
        class="quiet"
        type="button"
        @click=${() => {
          onAsk({ ...NO_SCOPE, question })
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
