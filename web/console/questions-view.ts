import { html, nothing } from 'lit'
import type { RatingRequest } from '../shared/answer-rating.js'
import type { Answer } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { sendRating } from '../shared/send-rating.js'
import { pathOf, type Query } from './console-client.js'
import { ConsoleView } from './console-view.js'
import { renderTrace } from './render-trace.js'
import type { AnswerTrace, ListedAnswer } from './wire-types.js'
import '../shared/answer-view.js'

type Filter = 'all' | 'unanswered' | 'down'

const PAGE = 50
const FILTERS: Readonly<Record<Filter, Query>> = {
  all: {},
  unanswered: { answered: 'false' },
  down: { rating: 'down' },
}

/** What was asked, how it ended and what people thought of it; each with its answer and how that came about. */
export class QuestionsView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    filter: { state: true },
    answers: { state: true },
    cursor: { state: true },
    opened: { state: true },
  }

  declare protected filter: Filter
  declare protected answers: readonly ListedAnswer[]
  declare protected cursor: string | null
  declare protected opened: (Answer & { readonly trace?: AnswerTrace | null }) | null
  private reading = 0

  constructor() {
    super()
    this.filter = 'all'
    this.answers = []
    this.cursor = null
    this.opened = null
  }

  protected override firstUpdated(): void {
    void this.read(null)
  }

  private async read(cursor: string | null): Promise<void> {
    const reading = ++this.reading
    const query = { ...FILTERS[this.filter], limit: PAGE, cursor: cursor ?? undefined }
    const page = await this.attempt(() =>
      this.client.get<{ answers: ListedAnswer[]; next_cursor: string | null }>('/v1/answers', query),
    )
    if (page === undefined || reading !== this.reading) return
    this.answers = cursor === null ? page.answers : [...this.answers, ...page.answers]
    this.cursor = page.next_cursor
  }

  private async open(id: string): Promise<void> {
    if (this.opened?.id === id) {
      this.opened = null
      return
    }
    const answer = await this.attempt(() => this.client.get<Answer>(pathOf('answers', id), { trace: 'true' }))
    this.opened = answer ?? null
  }

  protected override render() {
    const { messages, answers, cursor } = this
    return html`
      <div class="buttons" role="group" aria-label=${messages.views.questions}>
        ${this.renderFilter('all')} ${this.renderFilter('unanswered')} ${this.renderFilter('down')}
        <button class="quiet" type="button" @click=${() => void this.read(null)}>${messages.reload}</button>
      </div>
      ${this.renderTold()}
      ${answers.length === 0 && !this.isBusy ? html`<p class="hint">${messages.nothing}</p>` : nothing}
      <ol class="items" aria-label=${messages.views.questions}>
        ${answers.map(answer => html`<li>${this.renderAnswer(answer)}</li>`)}
      </ol>
      ${this.renderMore(cursor, next => this.read(next))}
    `
  }

  private renderFilter(filter: Filter) {
    return html`<button
      class="quiet"
      type="button"
      aria-pressed=${String(filter === this.filter)}
      @click=${() => {
        this.filter = filter
        this.answers = []
        void this.read(null)
      }}
    >
      ${this.messages.questions.filters[filter]}
    </button>`
  }

  private renderAnswer(answer: ListedAnswer) {
    const { questions, language } = this.messages
    const { feedback } = answer
    const facts = [
      new Date(answer.created_at).toLocaleString(language),
      answer.answered ? questions.answered : questions.refused,
      questions.confidence(Math.round(100 * answer.confidence)),
      ...(feedback === null ? [] : [questions.ratings[feedback.rating]]),
    ]
    const isOpen = this.opened?.id === answer.id
    return html`
      <button
        class="row"
        type="button"
        aria-expanded=${String(isOpen)}
        @click=${() => void this.open(answer.id)}
      >
        <span class="title">${answer.question}</span>
      </button>
      <p class="hint">${facts.join(' · ')}</p>
      ${feedback?.comment ? html`<p>${questions.comment(feedback.comment)}</p>` : nothing}
      ${isOpen ? this.renderOpened() : nothing}
    `
  }

  private renderOpened() {
    const { opened, messages, client } = this
    if (opened === null) return nothing
    const { questions } = messages
    return html`<div class="card">
      <h2 class="label">${messages.answerLabel}</h2>
      ${
        opened.standalone_question === opened.question
          ? nothing
          : html`<p class="hint">${questions.understood(opened.standalone_question)}</p>`
      }
      <youju-answer-view
        .messages=${messages}
        .blocks=${opened.blocks}
        .answer=${opened}
        @youju-rate=${(event: CustomEvent<RatingRequest>) => void sendRating(client.api, event.detail)}
      ></youju-answer-view>
      ${
        opened.trace === null || opened.trace === undefined
          ? html`<p class="hint">${questions.noTrace}</p>`
          : renderTrace(opened.trace, messages)
      }
    </div>`
  }
}

defineElement('youju-console-questions', QuestionsView)
