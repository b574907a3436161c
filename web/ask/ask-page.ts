import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { announcementOf } from '../shared/announcement.js'
import type { RatingRequest } from '../shared/answer-rating.js'
import type { AnswerRequest, Collection, DocumentSummary } from '../shared/api-types.js'
import { createApi, type Api } from '../shared/api.js'
import { AskSession } from '../shared/ask-session.js'
import { preferredLanguage, rememberLanguage } from '../shared/language.js'
import { messagesFor, type AskMessages } from './messages.js'
import { partStyles } from '../shared/part-styles.js'
import type { Inquiry, QuestionBox } from '../shared/question-box.js'
import { renderOutcome } from '../shared/render-outcome.js'
import { sendRating } from '../shared/send-rating.js'
import type { SourceTarget } from '../shared/source-target.js'
import { addressOfInquiry, answerIdOfState, inquiryOfAddress, NO_INQUIRY } from './ask-address.js'
import { askPageStyles } from './ask-page-styles.js'
import { renderFront } from './front.js'
import '../shared/answer-view.js'
import '../shared/question-box.js'
import '../shared/source-view.js'

const NEWEST_SHOWN = 5

/** The page at `/`: a question, its cited answer, and the source of every statement beside it. */
export class AskPage extends LitElement {
  static override readonly properties = {
    messages: { state: true },
    inquiry: { state: true },
    collections: { state: true },
    newest: { state: true },
    target: { state: true },
  }

  declare protected messages: AskMessages
  /** The question in hand; null on the bare page. */
  declare protected inquiry: Inquiry | null
  declare protected collections: readonly Collection[]
  declare protected newest: readonly DocumentSummary[]
  /** The source that is open; null when none is. */
  declare protected target: SourceTarget | null
  private readonly api: Api = createApi()
  private readonly session = new AskSession(this, this.api)
  private opener: HTMLElement | null = null

  constructor() {
    super()
    this.messages = messagesFor(preferredLanguage())
    this.inquiry = null
    this.collections = []
    this.newest = []
    this.target = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('popstate', this.followAddress)
    this.followAddress()
    void this.loadArchive()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('popstate', this.followAddress)
  }

  protected override firstUpdated(): void {
    // Not on a touch screen, where the on-screen keyboard would cover the page.
    if (this.inquiry === null && !window.matchMedia('(pointer: coarse)').matches) this.focusQuestion()
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('messages')) document.documentElement.lang = this.messages.language
    document.title =
      this.inquiry === null
        ? this.messages.pageTitle
        : `${this.inquiry.question} · ${this.messages.productName}`
  }

  /** What the bare page offers. It is no reason to trouble the reader when it does not come. */
  private async loadArchive(): Promise<void> {
    try {
      this.collections = await this.api.collections()
      const largest = [...this.collections].sort((a, b) => b.documents - a.documents)[0]
      if (largest !== undefined) this.newest = await this.api.newestDocuments(largest.id, NEWEST_SHOWN)
    } catch {
      this.newest = []
    }
  }

  private focusQuestion(): void {
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<QuestionBox>('youju-question-box')?.focusQuestion()
    })
  }

  /** Shows what the address says: at first, and when the reader goes back or forward. */
  private readonly followAddress = (): void => {
    this.target = null
    this.inquiry = inquiryOfAddress(location.search)
    if (this.inquiry === null) {
      this.session.clear()
      return
    }
    const answerId = answerIdOfState(history.state)
    if (answerId === null) void this.answer(this.inquiry)
    else void this.session.recall(answerId, requestOf(this.inquiry))
  }

  private ask(inquiry: Inquiry): void {
    const address = addressOfInquiry(inquiry)
    if (address === location.pathname + location.search) history.replaceState(null, '', address)
    else history.pushState(null, '', address)
    this.target = null
    this.inquiry = inquiry
    void this.answer(inquiry)
  }

  private readonly tryQuestion = (question: string): void => {
    this.ask({ question, collection: null })
    this.focusQuestion()
  }

  private async answer(inquiry: Inquiry): Promise<void> {
    const answer = await this.session.ask(requestOf(inquiry))
    // The address keeps which answer it was: going back shows that one and asks nothing.
    if (answer !== null) history.replaceState({ answerId: answer.id }, '')
  }

  protected override render() {
    const { messages, inquiry } = this
    const language = messages.switchLanguage
    return html`
      <div
        class=${this.target === null ? 'page' : 'page with-source'}
        @youju-open-source=${this.openSource}
        @youju-rate=${this.rate}
      >
        <header>
          <h1><a href="/" @click=${this.home}>${messages.productName}</a></h1>
          <button class="quiet" type="button" lang=${language.to} @click=${this.switchLanguage}>
            ${language.label}
          </button>
        </header>
        <main>
          ${inquiry === null ? html`<p class="lead">${messages.lead}</p>` : nothing}
          <youju-question-box
            .messages=${messages}
            .collections=${this.collections}
            .inquiry=${inquiry ?? NO_INQUIRY}
            .busy=${this.session.state.phase === 'asking'}
            @youju-ask=${(event: CustomEvent<Inquiry>) => {
              this.ask(event.detail)
            }}
            @youju-stop=${() => {
              this.session.stop()
            }}
          ></youju-question-box>
          <p class="visually-hidden" role="status">${announcementOf(this.session.state, messages)}</p>
          ${inquiry === null ? renderFront(messages, this.newest, this.tryQuestion) : this.renderInquiry(inquiry)}
        </main>
        <footer>${this.renderCount()}</footer>
      </div>
      <youju-source-view
        .messages=${messages}
        .api=${this.api}
        .target=${this.target}
        @youju-source-closed=${this.closeSource}
      ></youju-source-view>
    `
  }

  private renderInquiry(inquiry: Inquiry) {
    const { messages } = this
    const { state } = this.session
    if (state.phase === 'idle') return nothing
    const isAnswered = state.phase === 'answered'
    return html`
      <article aria-label=${messages.answerLabel} aria-busy=${String(state.phase === 'asking')}>
        <h2 class="visually-hidden">${inquiry.question}</h2>
        <youju-answer-view
          .messages=${messages}
          .blocks=${isAnswered ? state.answer.blocks : state.blocks}
          .draft=${state.phase === 'asking' ? state.draft : ''}
          .answer=${isAnswered ? state.answer : null}
        ></youju-answer-view>
        ${renderOutcome(state, messages, () => {
          this.retry()
        })}
      </article>
    `
  }

  private renderCount() {
    if (this.collections.length === 0) return nothing
    return this.messages.documentCount(this.collections.reduce((sum, { documents }) => sum + documents, 0))
  }

  private retry(): void {
    if (this.inquiry === null) return
    void this.answer(this.inquiry)
    this.focusQuestion()
  }

  private home(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    history.pushState(null, '', '/')
    this.followAddress()
    this.focusQuestion()
  }

  private switchLanguage(): void {
    const { to } = this.messages.switchLanguage
    rememberLanguage(to)
    this.messages = messagesFor(to)
  }

  private openSource(event: CustomEvent<SourceTarget>): void {
    const origin = event.composedPath()[0]
    const focused = origin instanceof HTMLElement ? origin.shadowRoot?.activeElement : null
    this.opener = focused instanceof HTMLElement ? focused : null
    this.target = event.detail
  }

  private closeSource(): void {
    this.target = null
    const { opener } = this
    void this.updateComplete.then(() => {
      opener?.focus()
    })
  }

  private rate(event: CustomEvent<RatingRequest>): void {
    void sendRating(this.api, event.detail)
  }

  static override readonly styles = [partStyles, askPageStyles]
}

function requestOf({ question, collection }: Inquiry): AnswerRequest {
  return { question, ...(collection === null ? {} : { collections: [collection] }) }
}

customElements.define('youju-ask-page', AskPage)
