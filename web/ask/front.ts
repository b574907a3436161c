import { html, nothing } from 'lit'
import type { DocumentSummary } from '../shared/api-types.js'
import { sampleQuestions } from '../shared/sample-questions.js'
import type { AskMessages } from './messages.js'
import '../shared/document-list.js'

/** What the page offers before a question: questions to try and the newest documents to open. */
export function renderFront(
  messages: AskMessages,
  newest: readonly DocumentSummary[],
  onQuestion: (question: string) => void,
) {
  const questions = sampleQuestions(newest, messages.language)
  const documents = html`<youju-document-list
    .messages=${messages}
    .heading=${messages.newestTitle}
    .items=${newest}
  ></youju-document-list>`
  return html`
    ${questions.length > 0 ? renderExamples(messages, questions, onQuestion) : nothing}
    ${newest.length > 0 ? documents : nothing}
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
