import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { announcementOf } from '../shared/announcement.js'
import type { RatingRequest } from '../shared/answer-rating.js'
import type { Answer } from '../shared/api-types.js'
import { createApi, type Api } from '../shared/api.js'
import { defineElement } from '../shared/define-element.js'
import { FocusReturn } from '../shared/focus-return.js'
import { preferredLanguage } from '../shared/language.js'
import { messagesFor, type WidgetMessages } from './messages.js'
import { partStyles } from '../shared/part-styles.js'
import type { QuestionBox } from '../shared/question-box.js'
import { sendRating } from '../shared/send-rating.js'
import type { SourceTarget } from '../shared/source-target.js'
import { chatStyles } from './chat-styles.js'
import { Conversation } from './conversation.js'
import { renderTurn, type Turn } from './turn.js'
import { WidgetSession } from './widget-session.js'
import '../shared/question-box.js'
import './quote-card.js'

/**
 * `<youju-chat>`: questions and cited answers on any site's page, as a bubble in the corner or in its place in the
 * text. docs/widget.md describes attributes, properties, parts and events.
 */
export class YoujuChat extends LitElement {
  static override readonly properties = {
    siteKey: { attribute: 'site-key' },
    server: {},
    language: {},
    mode: {},
    theme: {},
    heading: {},
    greeting: {},
    questions: {},
    open: { type: Boolean, reflect: true },
    card: { state: true },
  }

  /** Names the site to the server; absent on the server's own pages. */
  declare siteKey: string | undefined
  /** Origin of the server. Default: where this script came from. */
  declare server: string
  /** `zh-CN` or `en`. Default: what the page declares, else the browser's. */
  declare language: string | undefined
  /** `bubble` (default) or `inline`. */
  declare mode: string
  /** `light`, `dark` or `auto` (default). */
  declare theme: string
  declare heading: string
  declare greeting: string
  /** Suggested questions, one a line. */
  declare questions: string
  declare open: boolean
  declare protected card: SourceTarget | null
  private api: Api = createApi()
  private conversation = new Conversation(this, this.api)
  private readonly focusReturn = new FocusReturn()
  /** The turn that was scrolled to. */
  private shown: Turn | undefined

  constructor() {
    super()
    this.server = new URL(import.meta.url).origin
    this.mode = 'bubble'
    this.theme = 'auto'
    this.heading = ''
    this.greeting = ''
    this.questions = ''
    this.open = false
    this.card = null
  }

  private get messages(): WidgetMessages {
    const declared = this.language ?? document.documentElement.lang
    if (declared === '') return messagesFor(preferredLanguage())
    return messagesFor(/^zh\b/i.test(declared) ? 'zh-CN' : 'en')
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('server') && !changed.has('siteKey')) return
    const { siteKey } = this
    const baseUrl = new URL(this.server, location.href).origin
    const session = siteKey === undefined ? undefined : new WidgetSession(baseUrl, siteKey)
    this.api = createApi({
      baseUrl,
      ...(session && { authorization: renew => session.authorization(renew) }),
    })
    this.conversation = new Conversation(this, this.api)
  }

  protected override updated(): void {
    const { current } = this.conversation
    if (current === this.shown) return
    this.shown = current
    this.renderRoot.querySelector('.turn:last-child')?.scrollIntoView({ block: 'nearest' })
  }

  protected override render() {
    const isInline = this.mode === 'inline'
    const theme = ['dark', 'light'].includes(this.theme) ? this.theme : 'auto'
    return html`
      <div class="root ${theme} ${isInline ? 'inline' : 'bubble'}" lang=${this.messages.language} dir="ltr">
        ${isInline || this.open ? this.renderPanel(isInline) : this.renderOpener()}
      </div>
    `
  }

  private renderOpener() {
    return html`<button class="opener" part="bubble" type="button" @click=${this.show}>
      ${this.heading || this.messages.heading}
    </button>`
  }

  private renderPanel(isInline: boolean) {
    const { messages } = this
    const { turns, current } = this.conversation
    return html`
      <section
        class="panel"
        part="panel"
        role=${isInline ? 'region' : 'dialog'}
        aria-labelledby="heading"
        @keydown=${this.keydown}
        @youju-open-source=${this.openCard}
        @youju-rate=${this.rate}
      >
        ${this.renderGuard(() => this.box?.focusQuestion())}
        <div class="head" part="header">
          <h2 id="heading">${this.heading || messages.heading}</h2>
          ${
            turns.length === 0
              ? nothing
              : html`<button type="button" @click=${this.startAnew}>${messages.startAnew}</button>`
          }
          ${
            isInline
              ? nothing
              : html`<button type="button" aria-label=${messages.close} @click=${this.hide}>✕</button>`
          }
        </div>
        <div class="log" part="log" role="group" aria-label=${messages.log} tabindex="0">
          ${turns.length === 0 ? this.renderGreeting() : nothing}
          ${turns.map(turn =>
            renderTurn(turn, messages, () => {
              this.retry(turn)
            }),
          )}
        </div>
        <div class="foot" part="footer">
          <p class="visually-hidden" role="status">
            ${current === undefined ? '' : announcementOf(current.session.state, messages)}
          </p>
          <youju-question-box
            .messages=${messages}
            .busy=${current?.session.state.phase === 'asking'}
            @youju-ask=${this.asked}
            @youju-stop=${this.stop}
          ></youju-question-box>
        </div>
        ${
          this.card === null
            ? nothing
            : html`<youju-quote-card
                part="card"
                .messages=${messages}
                .target=${this.card}
                @youju-card-closed=${this.closeCard}
              ></youju-quote-card>`
        }
        ${this.renderGuard(() => this.renderRoot.querySelector<HTMLElement>('.head button')?.focus())}
      </section>
    `
  }

  /** Takes the focus back to the other end, where the panel covers the page. */
  private renderGuard(goOn: () => void) {
    return html`<i class="guard" tabindex="0" @focus=${goOn}></i>`
  }

  private renderGreeting() {
    const suggested = this.questions
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
    return html`
      <p class="greeting">${this.greeting || this.messages.greeting}</p>
      <div class="suggestions">
        ${suggested.map(
          question =>
            html`<button class="quiet" type="button" @click=${() => void this.ask(question)}>
              ${question}
            </button>`,
        )}
      </div>
    `
  }

  /** Opens the panel of a bubble. */
  show(): void {
    this.open = true
    this.tell('youju:open', {})
    void this.updateComplete.then(() => {
      this.box?.focusQuestion()
    })
  }

  /** Closes the panel of a bubble; the conversation stays. */
  hide(): void {
    this.open = false
    this.card = null
    this.tell('youju:close', {})
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('.opener')?.focus()
    })
  }

  /** Asks in the conversation in hand; a question that is still being answered is stopped. */
  ask(question: string): Promise<Answer | null> {
    this.card = null
    if (this.box !== null) this.box.text = ''
    return this.answer(this.conversation.add(question))
  }

  private async answer(turn: Turn): Promise<Answer | null> {
    const answer = await this.conversation.answer(turn)
    if (answer !== null) {
      const { id, question, answered, confidence, sources } = answer
      this.tell('youju:answer', { id, question, answered, confidence, sources: sources.length })
    }
    const { state } = turn.session
    if (state.phase === 'failed') this.tell('youju:error', { code: state.failure.code })
    return answer
  }

  private retry(turn: Turn): void {
    this.box?.focusQuestion()
    void this.answer(turn)
  }

  /** Forgets the conversation, here and on the server. */
  startAnew(): void {
    // What the server could not be told it forgets by itself after a while.
    void this.conversation.forget().catch(() => undefined)
    this.card = null
    this.box?.focusQuestion()
  }

  private get box(): QuestionBox | null {
    return this.renderRoot.querySelector('youju-question-box')
  }

  private asked(event: CustomEvent<string>): void {
    event.stopPropagation()
    void this.ask(event.detail)
  }

  private stop(event: Event): void {
    event.stopPropagation()
    this.conversation.current?.session.stop()
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.mode !== 'inline') this.hide()
  }

  private openCard(event: CustomEvent<SourceTarget>): void {
    event.stopPropagation()
    this.focusReturn.remember(event)
    this.card = event.detail
    const { collection, documentId, title, url } = event.detail
    this.tell('youju:citation', { collection, document_id: documentId, title, url })
  }

  private closeCard(): void {
    this.card = null
    this.focusReturn.restore()
  }

  private async rate(event: CustomEvent<RatingRequest>): Promise<void> {
    event.stopPropagation()
    const { answerId, rating } = event.detail
    if (await sendRating(this.api, event.detail)) this.tell('youju:feedback', { id: answerId, rating })
  }

  /** For the site's own statistics; nothing of ours listens. */
  private tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  static override readonly styles = [partStyles, chatStyles]
}

defineElement('youju-chat', YoujuChat)
