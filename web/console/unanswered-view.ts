import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { ConsoleView } from './console-view.js'
import { draftAnswering, type CuratedDraft } from '../shared/curated-draft.js'
import { renderOneOrEvery } from './collection-choice.js'
import type { CuratedSaved } from './curate/curated-editor.js'
import { renderEditor } from './curate/render-editor.js'
import type { CuratedCheck, UnansweredQuestion } from '../shared/curated-types.js'
import { isProven, renderCheck } from './curate/render-check.js'
import '../shared/document-list.js'

const PAGE = 50
const MAX_PAGE = 200

/** What was asked in vain, alike questions together: a work list. Each is answered by an editor, or dismissed. */
export class UnansweredView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collections: { state: true },
    questions: { state: true },
    isComplete: { state: true },
    answering: { state: true },
    check: { state: true },
    dismissed: { state: true },
  }

  declare protected collections: readonly Collection[]
  declare protected questions: readonly UnansweredQuestion[]
  /** Every question that was kept was looked at. */
  declare protected isComplete: boolean
  declare protected answering: { readonly question: UnansweredQuestion; readonly draft: CuratedDraft } | null
  declare protected check: CuratedCheck | null
  /** The last one, which can come back. */
  declare protected dismissed: UnansweredQuestion | null
  private wanted = { collection: '', since: '', limit: PAGE }

  constructor() {
    super()
    this.collections = []
    this.questions = []
    this.isComplete = true
    this.answering = null
    this.check = null
    this.dismissed = null
  }

  protected override firstUpdated(): void {
    void this.attempt(async () => {
      this.collections = await this.client.api.collections()
    }).then(() => this.read())
  }

  private async read(): Promise<void> {
    const found = await this.attempt(() =>
      this.client.get<{ questions: UnansweredQuestion[]; complete: boolean }>('/v1/unanswered', this.wanted),
    )
    if (found === undefined) return
    this.questions = found.questions
    this.isComplete = found.complete
  }

  private want(part: Partial<UnansweredView['wanted']>): Promise<void> {
    this.wanted = { ...this.wanted, limit: PAGE, ...part }
    return this.read()
  }

  private answer(question: UnansweredQuestion): void {
    this.check = null
    this.news = ''
    this.answering = { question, draft: draftAnswering(question) }
  }

  /** What is proven to be answered now needs no more work. */
  private async saved({ check }: CuratedSaved): Promise<void> {
    const question = this.answering?.question
    this.answering = null
    this.check = check
    if (question !== undefined && isProven(check)) await this.attempt(() => this.mark(question, true))
    await this.read()
    this.renderRoot.querySelector<HTMLElement>('#list')?.focus()
  }

  private async dismiss(question: UnansweredQuestion, dismissed: boolean): Promise<void> {
    const { unanswered } = this.messages
    const news = dismissed
      ? unanswered.dismissed(question.question)
      : unanswered.broughtBack(question.question)
    this.check = null
    if (!(await this.act(() => this.mark(question, dismissed), news))) return
    this.dismissed = dismissed ? question : null
    await this.read()
  }

  private mark({ answer_ids: answers, wordings }: UnansweredQuestion, dismissed: boolean): Promise<void> {
    const questions = wordings.map(({ question }) => question)
    return this.client.send('POST', '/v1/unanswered/dismiss', { answer_ids: answers, questions, dismissed })
  }

  protected override render() {
    const { messages, questions, answering, check, dismissed, wanted } = this
    const { unanswered } = messages
    return html`
      ${this.renderWanted()} ${this.renderTold()}
      ${
        dismissed === null
          ? nothing
          : html`<button class="quiet" type="button" @click=${() => void this.dismiss(dismissed, false)}>
              ${unanswered.undo}
            </button>`
      }
      ${check === null ? nothing : renderCheck(check, messages)}
      ${renderEditor({
        ...{ messages, client: this.client, draft: answering?.draft ?? null },
        saved: saved => this.saved(saved),
        closed: () => {
          this.answering = null
        },
      })}
      <section class="apart" aria-labelledby="list">
        <h2 id="list" tabindex="-1">${unanswered.title}</h2>
        ${this.isComplete ? nothing : html`<p class="hint">${unanswered.incomplete}</p>`}
        ${questions.length === 0 && !this.isBusy ? html`<p class="hint">${unanswered.none}</p>` : nothing}
        <ol class="items" aria-labelledby="list">
          ${questions.map(question => html`<li>${this.renderQuestion(question)}</li>`)}
        </ol>
        ${this.renderMore(questions.length < wanted.limit || wanted.limit === MAX_PAGE ? null : '', () =>
          this.want({ limit: Math.min(2 * wanted.limit, MAX_PAGE) }),
        )}
      </section>
    `
  }

  private renderWanted() {
    const { messages, collections } = this
    return html`<div class="fields">
      ${renderOneOrEvery(messages, collections, id => {
        void this.want({ collection: id })
      })}
      <label
        >${messages.unanswered.since}
        <input
          type="date"
          @change=${(event: Event) => {
            void this.want({ since: (event.target as HTMLInputElement).value })
          }}
        />
      </label>
      <button class="quiet" type="button" @click=${() => void this.read()}>${messages.reload}</button>
    </div>`
  }

  private renderQuestion(question: UnansweredQuestion) {
    const { messages } = this
    const { unanswered } = messages
    const { count, refused, disliked, wordings, nearest, last_asked_at: last } = question
    const facts = [
      unanswered.asked(count),
      ...(refused > 0 ? [unanswered.refused(refused)] : []),
      ...(disliked > 0 ? [unanswered.disliked(disliked)] : []),
      unanswered.last(new Date(last).toLocaleString(messages.language)),
    ]
    return html`
      <p class="title">${question.question}</p>
      <p class="hint">${facts.join(' · ')}</p>
      ${
        wordings.length < 2
          ? nothing
          : html`<details>
              <summary>${unanswered.wordings(wordings.length)}</summary>
              <ul class="items">
                ${wordings.map(
                  wording =>
                    html`<li>
                      <p>${wording.question} <span class="hint">× ${wording.count}</span></p>
                    </li>`,
                )}
              </ul>
            </details>`
      }
      ${
        nearest.length === 0
          ? html`<p class="hint">${unanswered.noSource}</p>`
          : html`<details>
              <summary>${unanswered.nearest(nearest.length)}</summary>
              <youju-document-list
                .messages=${messages}
                .heading=${messages.nearestTitle}
                .items=${nearest}
              ></youju-document-list>
            </details>`
      }
      <div class="buttons">
        ${this.renderButton(unanswered.answer, question.question, () => {
          this.answer(question)
        })}
        ${this.renderButton(unanswered.dismiss, question.question, () => this.dismiss(question, true))}
      </div>
    `
  }
}

defineElement('youju-console-unanswered', UnansweredView)
