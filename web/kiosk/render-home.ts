import { html, nothing } from 'lit'
import { sampleQuestions } from '../shared/sample-questions.js'
import type { KioskArchive } from './kiosk-archive.js'
import type { KioskMessages } from './messages.js'
import '../shared/document-list.js'

export interface HomeActions {
  /** Questions to try; none: the samples', as long as they are there. */
  readonly questions: readonly string[]
  readonly onAsk: (question: string) => void
  readonly onWrite: () => void
  /** @param collection null: all of them */
  readonly onBrowse: (collection: string | null) => void
}

/** What stands there when nobody has touched anything: ask, questions to try, sections, and the day's items. */
export function renderHome(messages: KioskMessages, archive: KioskArchive, actions: HomeActions) {
  const { newest } = archive
  const given = actions.questions
  const questions = given.length > 0 ? given : sampleQuestions(newest, messages.language)
  return html`<div class="home">
    <section class="asking">
      <p class="lead">${messages.questionPlaceholder}</p>
      <button class="strong" type="button" @click=${actions.onWrite}>${messages.write}</button>
      ${questions.length === 0 ? nothing : renderQuestions(messages, questions, actions.onAsk)}
      ${renderSections(messages, archive, actions.onBrowse)}
    </section>
    ${newest.length === 0 ? nothing : renderItems(messages, archive)}
  </div>`
}

/** The day's items, or what came before. */
function renderItems(messages: KioskMessages, { today, newest }: KioskArchive) {
  return html`<section>
    ${today.length === 0 ? html`<p class="hint">${messages.nothingToday}</p>` : nothing}
    <youju-document-list
      .messages=${messages}
      .heading=${today.length > 0 ? messages.today : messages.newest}
      .items=${today.length > 0 ? today : newest}
    ></youju-document-list>
  </section>`
}

function renderQuestions(
  messages: KioskMessages,
  questions: readonly string[],
  onAsk: (question: string) => void,
) {
  return html`<h2 class="label">${messages.questionsToTry}</h2>
    <ul class="choices">
      ${questions.map(
        question =>
          html`<li>
            <button
              class="quiet"
              type="button"
              @click=${() => {
                onAsk(question)
              }}
            >
              ${question}
            </button>
          </li>`,
      )}
    </ul>`
}

function renderSections(
  messages: KioskMessages,
  { collections }: KioskArchive,
  onBrowse: (collection: string | null) => void,
) {
  const section = (id: string | null, name: string) =>
    html`<li>
      <button
        class="quiet"
        type="button"
        @click=${() => {
          onBrowse(id)
        }}
      >
        ${name}
      </button>
    </li>`
  const several = collections.filter(({ documents }) => documents > 0)
  return html`<h2 class="label">${messages.categories}</h2>
    <ul class="choices">
      ${section(null, messages.browse)}
      ${several.length > 1 ? several.map(({ id, name }) => section(id, name)) : nothing}
    </ul>`
}
