import { html, LitElement, nothing } from 'lit'
import type { RatingRequest } from '../shared/answer-rating.js'
import { createPageApi, type PageApi } from '../shared/page-api.js'
import { BrowserSession } from '../shared/browser-session.js'
import { defineElement } from '../shared/define-element.js'
import { renderKeyGate } from '../shared/key-gate.js'
import { addressOfInquiry, NO_SCOPE } from '../shared/inquiry.js'
import { keepPages } from '../shared/keep-pages.js'
import { partStyles } from '../shared/part-styles.js'
import type { QuestionBox } from '../shared/question-box.js'
import { sendRating } from '../shared/send-rating.js'
import type { SourceTarget } from '../shared/source-target.js'
import { contain } from './containment.js'
import { IdleTimer } from './idle-timer.js'
import { KioskArchive } from './kiosk-archive.js'
import { readKioskOptions } from './kiosk-options.js'
import { kioskStyles } from './kiosk-styles.js'
import { messagesFor, type KioskMessages } from './messages.js'
import { ReadAloud } from './read-aloud.js'
import { renderAnswer } from './render-answer.js'
import { renderBrowse } from './render-browse.js'
import { renderCarry } from './render-carry.js'
import { renderHome } from './render-home.js'
import { renderIdle } from './render-idle.js'
import { renderWrite } from './render-write.js'
import { Visit } from './visit.js'
import '../shared/source-view.js'

type View = 'home' | 'browse' | 'write' | 'answer'

/** The page at `/kiosk`: a screen in a hall, for people who pass by. Nothing of one visitor is left for the next. */
export class Kiosk extends LitElement {
  static override readonly properties = {
    messages: { state: true },
    view: { state: true },
    question: { state: true },
    target: { state: true },
    secondsLeft: { state: true },
    isCarrying: { state: true },
    written: { state: true },
  }

  declare protected messages: KioskMessages
  declare protected view: View
  /** In hand; empty when none is. */
  declare protected question: string
  declare protected target: SourceTarget | null
  declare protected secondsLeft: number | null
  declare protected isCarrying: boolean
  /** What stands in the question box, for the keyboard. */
  declare protected written: string
  private readonly options = readKioskOptions(location.search, location.origin)
  private readonly browser: BrowserSession = new BrowserSession(this, () => void this.archive.refresh())
  private readonly api: PageApi = createPageApi(this.browser.connection)
  private readonly archive = new KioskArchive(this, this.api, this.options.collection)
  private readonly visit = new Visit(this, this.api, this.options.collection)
  private readonly voice = new ReadAloud(this)
  private idle: IdleTimer | undefined
  private listening = new AbortController()

  constructor() {
    super()
    this.messages = messagesFor('zh-CN')
    this.view = 'home'
    this.question = ''
    this.target = null
    this.secondsLeft = null
    this.isCarrying = false
    this.written = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.listening = new AbortController()
    this.idle = new IdleTimer(
      this.options.idleSeconds,
      secondsLeft => {
        this.secondsLeft = this.isUntouched ? null : secondsLeft
      },
      () => {
        this.wipe()
      },
    )
    const { signal } = this.listening
    for (const type of ['pointerdown', 'keydown', 'wheel'])
      window.addEventListener(type, () => this.idle?.touch(), { signal })
    contain(signal)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.idle?.stop()
    this.listening.abort()
  }

  protected override willUpdate(): void {
    document.documentElement.lang = this.messages.language
  }

  /** There is nothing of a visitor on the screen. */
  private get isUntouched(): boolean {
    return this.view === 'home' && this.target === null && this.messages.language === 'zh-CN'
  }

  /** Everything of this visitor goes. */
  private wipe(): void {
    this.visit.forget()
    this.messages = messagesFor('zh-CN')
    this.goHome()
  }

  private goHome(): void {
    this.visit.session.clear()
    this.voice.stop()
    this.archive.closeMonth()
    this.view = 'home'
    this.question = ''
    this.target = null
    this.isCarrying = false
    this.written = ''
    this.secondsLeft = null
  }

  private write(): void {
    this.question = ''
    this.written = ''
    this.view = 'write'
    void this.updateComplete.then(() => {
      this.box?.focusQuestion()
    })
  }

  private get box(): QuestionBox | null {
    return this.renderRoot.querySelector('youju-question-box')
  }

  private ask(question: string): void {
    this.voice.stop()
    this.isCarrying = false
    this.target = null
    this.question = question
    this.view = 'answer'
    void this.visit.ask(question)
  }

  protected override render() {
    const { messages, archive } = this
    return html`
      <div
        class="page"
        @youju-open-source=${(event: CustomEvent<SourceTarget>) => {
          this.target = event.detail
        }}
        @youju-rate=${this.rate}
      >
        ${this.renderHeader()}
        ${archive.isReachable ? nothing : html`<p class="lost" role="status">${messages.networkLost}</p>`}
        <main>${this.browser.isKeyNeeded ? renderKeyGate(this.browser, messages) : this.renderView()}</main>
      </div>
      <youju-source-view
        contained
        .messages=${messages}
        .api=${this.api}
        .target=${this.target}
        @youju-source-closed=${() => {
          this.target = null
        }}
      ></youju-source-view>
      ${this.renderCarry()} ${renderIdle(messages, this.secondsLeft)}
    `
  }

  private renderCarry() {
    const { state } = this.visit.session
    if (!this.isCarrying || state.phase !== 'answered') return nothing
    const inquiry = { ...NO_SCOPE, question: this.question, collection: this.options.collection }
    const address = new URL(addressOfInquiry(inquiry, state.answer.id), this.options.address)
    return renderCarry(this.messages, address.href, () => {
      this.isCarrying = false
    })
  }

  private renderHeader() {
    const { messages } = this
    const language = messages.switchLanguage
    return html`<header>
      <h1>${messages.productName}</h1>
      ${
        this.view === 'home'
          ? nothing
          : html`<button class="quiet" type="button" @click=${this.goHome}>${messages.home}</button>
              <button class="quiet" type="button" @click=${this.wipe}>${messages.finish}</button>`
      }
      <button
        class="quiet"
        type="button"
        lang=${language.to}
        @click=${() => {
          this.messages = messagesFor(language.to)
        }}
      >
        ${language.label}
      </button>
    </header>`
  }

  private renderView() {
    const { messages, archive, view } = this
    if (view === 'write') {
      return renderWrite(messages, this.written, {
        onWritten: text => {
          this.written = text
        },
        onAsk: question => {
          this.ask(question)
        },
      })
    }
    if (view === 'answer') {
      const { session } = this.visit
      const { question } = this
      const asked = { question, state: session.state, voice: this.voice }
      return renderAnswer(messages, asked, {
        onWrite: () => {
          this.write()
        },
        onRetry: () => void this.visit.ask(question),
        onCarry: () => {
          this.isCarrying = true
        },
      })
    }
    if (view === 'browse' && archive.monthList !== null) {
      return renderBrowse(messages, archive, (month, collection, limit) => {
        void archive.showMonth(month, collection, limit)
      })
    }
    return renderHome(messages, archive, {
      questions: this.options.questions,
      onAsk: question => {
        this.ask(question)
      },
      onWrite: () => {
        this.write()
      },
      onBrowse: collection => {
        this.view = 'browse'
        void archive.showNewestMonth(collection)
      },
    })
  }

  private rate(event: CustomEvent<RatingRequest>): void {
    void sendRating(this.api, event.detail)
  }

  static override readonly styles = [partStyles, kioskStyles]
}

defineElement('youju-kiosk', Kiosk)
keepPages()
