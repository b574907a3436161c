import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { announcementOf } from '../shared/announcement.js'
import type { RatingRequest } from '../shared/answer-rating.js'
import { createPageApi, type PageApi } from '../shared/page-api.js'
import { BrowserSession } from '../shared/browser-session.js'
import { AskSession } from '../shared/ask-session.js'
import type { Answer } from '../shared/api-types.js'
import { FocusReturn } from '../shared/focus-return.js'
import { renderKeyGate } from '../shared/key-gate.js'
import { keepPages } from '../shared/keep-pages.js'
import { preferredLanguage, rememberLanguage } from '../shared/language.js'
import { messagesFor, type AskMessages } from './messages.js'
import { partStyles } from '../shared/part-styles.js'
import type { QuestionBox } from '../shared/question-box.js'
import { sendRating } from '../shared/send-rating.js'
import type { SourceTarget } from '../shared/source-target.js'
import {
  addressOfInquiry,
  answerOfAddress,
  inquiryOfAddress,
  NO_SCOPE,
  readEntryState,
  requestOf,
  type Inquiry,
} from '../shared/inquiry.js'
import type { InquiryFilters } from './inquiry-filters.js'
import { askPageStyles } from './ask-page-styles.js'
import { FrontContent } from './front-content.js'
import { renderFront } from './front.js'
import { loadNamedSource } from './named-source.js'
import { renderInquiry } from './render-inquiry.js'
import '../shared/question-box.js'
import '../shared/source-view.js'
import './inquiry-filters.js'

/** The page at `/`: a question, its cited answer, and the source of every statement beside it. */
export class AskPage extends LitElement {
  static override readonly properties = {
    messages: { state: true },
    inquiry: { state: true },
    target: { state: true },
  }

  declare protected messages: AskMessages
  /** The question in hand; null on the bare page. */
  declare protected inquiry: Inquiry | null
  /** The source that is open; null when none is. */
  declare protected target: SourceTarget | null
  /** Follow-ups are understood from it; null: the next question stands alone. */
  private conversationId: string | null = null
  private readonly browser: BrowserSession = new BrowserSession(this, () => {
    void this.front.load()
    // What the address asks was refused before.
    if (this.session.state.phase === 'failed') this.retry()
    else if (this.inquiry === null) void this.openNamedSource()
  })
  private readonly api: PageApi = createPageApi(this.browser.connection)
  private readonly session = new AskSession(this, this.api)
  private readonly front = new FrontContent(this, this.api)
  private readonly focusReturn = new FocusReturn()

  constructor() {
    super()
    this.messages = messagesFor(preferredLanguage())
    this.inquiry = null
    this.target = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('popstate', this.followAddress)
    this.followAddress()
    void this.front.load()
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

  private get box(): QuestionBox | null {
    return this.renderRoot.querySelector('youju-question-box')
  }

  private focusQuestion(): void {
    void this.updateComplete.then(() => {
      this.box?.focusQuestion()
    })
  }

  /** Shows what the address says: at first, and when the reader goes back or forward. */
  private readonly followAddress = (): void => {
    const entry = readEntryState(history.state)
    this.target = null
    this.inquiry = inquiryOfAddress(location.search)
    this.conversationId = entry.conversationId
    if (this.inquiry === null) {
      this.session.clear()
      void this.openNamedSource()
      return
    }
    const answerId = entry.answerId ?? answerOfAddress(location.search)
    if (answerId === null) void this.answer(this.inquiry)
    else void this.recall(answerId, this.inquiry)
  }

  private async recall(answerId: string, inquiry: Inquiry): Promise<void> {
    const answer = await this.session.recall(answerId, requestOf(inquiry))
    if (answer === null) return
    // An address may put another question beside the answer: the one that was asked is shown.
    this.inquiry = { ...inquiry, question: answer.question }
    this.conversationId = answer.conversation_id
    this.keepInEntry(answer)
    // Asked anew, since that one is gone: the address no longer names it.
    if (answer.id !== answerId) history.replaceState(history.state, '', addressOfInquiry(this.inquiry))
  }

  /** The entry of the browser's history keeps which answer it was: going back shows that one and asks nothing. */
  private keepInEntry({ id, conversation_id: conversationId }: Answer): void {
    history.replaceState({ answerId: id, conversationId }, '')
  }

  private async openNamedSource(): Promise<void> {
    this.target = await loadNamedSource(this.api, location.search)
  }

  private ask(inquiry: Inquiry): void {
    const address = addressOfInquiry(inquiry)
    if (address === location.pathname + location.search) history.replaceState(null, '', address)
    else history.pushState(null, '', address)
    this.target = null
    this.inquiry = inquiry
    this.front.keep(inquiry)
    void this.answer(inquiry)
  }

  private readonly askWritten = (event: CustomEvent<string>): void => {
    const scope = this.renderRoot.querySelector<InquiryFilters>('youju-inquiry-filters')?.chosen ?? NO_SCOPE
    this.ask({ ...scope, question: event.detail })
  }

  private async answer(inquiry: Inquiry): Promise<void> {
    const { conversationId } = this
    const answer = await this.session.ask({
      ...requestOf(inquiry),
      ...(conversationId === null ? {} : { conversation_id: conversationId }),
    })
    if (answer === null) return
    this.conversationId = answer.conversation_id
    this.keepInEntry(answer)
  }

  /** What comes next has nothing to do with what was asked before. */
  private readonly startNewTopic = (): void => {
    this.conversationId = null
    if (this.box !== null) this.box.text = ''
    this.requestUpdate()
    this.focusQuestion()
  }

  protected override render() {
    const { messages, inquiry } = this
    const language = messages.switchLanguage
    return html`
      <div
        class=${this.target === null ? 'page' : 'page with-source'}
        @youju-open-source=${this.openSource}
        @youju-rate=${(event: CustomEvent<RatingRequest>) => void sendRating(this.api, event.detail)}
      >
        <header>
          <h1><a href="/" @click=${this.home}>${messages.productName}</a></h1>
          <button class="quiet" type="button" lang=${language.to} @click=${this.switchLanguage}>
            ${language.label}
          </button>
        </header>
        <main>
          ${inquiry === null ? html`<p class="lead">${messages.lead}</p>` : nothing}
          ${renderKeyGate(this.browser, messages)}
          <youju-question-box
            .messages=${messages}
            .question=${inquiry?.question ?? ''}
            .busy=${this.session.state.phase === 'asking'}
            @youju-ask=${this.askWritten}
            @youju-stop=${() => {
              this.session.stop()
            }}
          >
            <youju-inquiry-filters
              .messages=${messages}
              .collections=${this.front.collections}
              .scope=${inquiry ?? NO_SCOPE}
            ></youju-inquiry-filters>
          </youju-question-box>
          <p class="visually-hidden" role="status">${announcementOf(this.session.state, messages)}</p>
          ${inquiry === null ? this.renderBare() : this.renderInquiry(inquiry)}
        </main>
        <footer>
          ${this.front.documents === 0 ? nothing : messages.documentCount(this.front.documents)}
        </footer>
      </div>
      <youju-source-view
        .messages=${messages}
        .api=${this.api}
        .target=${this.target}
        @youju-source-closed=${this.closeSource}
      ></youju-source-view>
    `
  }

  private renderBare() {
    const onAsk = (inquiry: Inquiry): void => {
      this.ask(inquiry)
      this.focusQuestion()
    }
    return renderFront(this.messages, this.front, onAsk)
  }

  private renderInquiry(inquiry: Inquiry) {
    return renderInquiry(
      this.messages,
      { inquiry, state: this.session.state },
      {
        onRetry: () => {
          this.retry()
        },
        onAskAgain: () => {
          this.ask(inquiry)
          this.focusQuestion()
        },
        onNewTopic: this.startNewTopic,
      },
    )
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
    if (this.box !== null) this.box.text = ''
    this.followAddress()
    this.focusQuestion()
  }

  private switchLanguage(): void {
    const { to } = this.messages.switchLanguage
    rememberLanguage(to)
    this.messages = messagesFor(to)
  }

  private openSource(event: CustomEvent<SourceTarget>): void {
    this.focusReturn.remember(event)
    this.target = event.detail
  }

  private closeSource(): void {
    this.target = null
    void this.updateComplete.then(() => {
      this.focusReturn.restore()
    })
  }

  static override readonly styles = [partStyles, askPageStyles]
}

customElements.define('youju-ask-page', AskPage)
keepPages()
