import { html, nothing } from 'lit'
import type { DocumentSummary } from '../shared/api-types.js'
import type { AskMessages } from './messages.js'
import '../shared/document-list.js'

/** The web addresses of the sample archive, whose questions are offered only while it is there. */
const SAMPLE_ADDRESS = /^https:\/\/[a-z]+\.ziting\.example\//

/** What the page offers before a question: questions to try and the newest documents to open. */
export function renderFront(
  messages: AskMessages,
  newest: readonly DocumentSummary[],
  onQuestion: (question: string) => void,
) {
  const hasSamples = newest.some(({ url }) => url !== null && SAMPLE_ADDRESS.test(url))
  const documents = html`<youju-document-list
    .messages=${messages}
    .heading=${messages.newestTitle}
    .items=${newest}
  ></youju-document-list>`
  return html`
    ${hasSamples ? renderExamples(messages, onQuestion) : nothing} ${newest.length > 0 ? documents : nothing}
  `
}

function renderExamples(messages: AskMessages, onQuestion: (question: string) => void) {
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
        ${messages.sampleQuestions.map(renderExample)}
      </ul>
    </section>
  `
}
