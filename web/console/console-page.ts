import { html, LitElement, nothing } from 'lit'
import { ApiFailure } from '../shared/api-failure.js'
import { createPageApi } from '../shared/page-api.js'
import { BrowserSession } from '../shared/browser-session.js'
import { defineElement } from '../shared/define-element.js'
import { renderKeyGate } from '../shared/key-gate.js'
import { preferredLanguage, rememberLanguage } from '../shared/language.js'
import { partStyles } from '../shared/part-styles.js'
import type { SourceTarget } from '../shared/source-target.js'
import { createConsoleClient, type ConsoleClient } from './console-client.js'
import { consolePageStyles } from './console-page-styles.js'
import { messagesFor, type ConsoleMessages } from './messages.js'
import { renderView, viewAt, viewsOf, type ViewName } from './views.js'
import '../shared/failure-notice.js'
import '../shared/source-view.js'

/** The page at `/console`: for editors and operators. What each may see is decided by the server, not here. */
export class Console extends LitElement {
  static override readonly properties = {
    messages: { state: true },
    view: { state: true },
    target: { state: true },
    isAsked: { state: true },
  }

  declare protected messages: ConsoleMessages
  declare protected view: ViewName
  declare protected target: SourceTarget | null
  /** The server has said who is signed in, or could not be reached. */
  declare protected isAsked: boolean
  private readonly browser: BrowserSession = new BrowserSession(this, () => {
    this.client = this.connect()
  })
  private client: ConsoleClient | null = null
  private listening = new AbortController()

  constructor() {
    super()
    this.messages = messagesFor(preferredLanguage())
    this.view = viewAt(location.hash)
    this.target = null
    this.isAsked = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.listening = new AbortController()
    const { signal } = this.listening
    window.addEventListener('hashchange', this.go, { signal })
    // A file dropped beside the field would otherwise replace the page.
    for (const type of ['dragover', 'drop']) window.addEventListener(type, prevent, { signal })
    void this.browser.headers().then(() => {
      this.client = this.connect()
      this.isAsked = true
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.listening.abort()
  }

  private readonly go = (): void => {
    this.view = viewAt(location.hash)
    this.target = null
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('main')?.focus()
    })
  }

  private connect(): ConsoleClient | null {
    const { signedIn, headers, refused } = this.browser
    if (signedIn === null) return null
    return createConsoleClient({
      api: createPageApi({ headers, onFailure: refused }),
      role: signedIn.role,
      keyId: signedIn.key_id,
      headers,
      onFailure: refused,
      signIn: key => this.browser.signIn(key),
    })
  }

  protected override willUpdate(): void {
    document.documentElement.lang = this.messages.language
    document.title = `${this.messages.views[this.view]} · ${this.messages.consoleTitle}`
  }

  protected override render() {
    const { messages, client } = this
    return html`
      <div
        class="page"
        @youju-open-source=${(event: CustomEvent<SourceTarget>) => {
          this.target = event.detail
        }}
      >
        <button class="skip" type="button" @click=${this.skip}>${messages.skipToContent}</button>
        ${this.renderHeader()}
        <main tabindex="-1" aria-label=${messages.views[this.view]}>${this.renderMain()}</main>
      </div>
      ${
        client === null
          ? nothing
          : html`<youju-source-view
              .messages=${messages}
              .api=${client.api}
              .target=${this.target}
              @youju-source-closed=${() => {
                this.target = null
              }}
            ></youju-source-view>`
      }
    `
  }

  private skip(): void {
    this.renderRoot.querySelector<HTMLElement>('main')?.focus()
  }

  private renderHeader() {
    const { messages, browser } = this
    const { to, label } = messages.switchLanguage
    return html`<header>
      <h1>${messages.consoleTitle}</h1>
      ${this.renderNavigation(viewsOf(browser.signedIn?.role ?? null))}
      <div class="tools">
        <button
          class="quiet"
          type="button"
          lang=${to}
          @click=${() => {
            rememberLanguage(to)
            this.messages = messagesFor(to)
          }}
        >
          ${label}
        </button>
        ${
          browser.signedIn === null || browser.signedIn.key_id === null
            ? nothing
            : html`<button class="quiet" type="button" @click=${() => void this.leave()}>
                ${messages.signOut}
              </button>`
        }
      </div>
    </header>`
  }

  private renderNavigation(names: readonly ViewName[]) {
    const { messages, view } = this
    if (names.length === 0) return nothing
    const link = (name: ViewName) =>
      html`<a href="#/${name}" aria-current=${name === view ? 'page' : nothing}>${messages.views[name]}</a>`
    return html`<nav aria-label=${messages.navigation}>${names.map(link)}</nav>`
  }

  private async leave(): Promise<void> {
    await this.browser.signOut()
    this.client = null
    this.target = null
    this.requestUpdate()
  }

  private renderMain() {
    const { messages, browser, client } = this
    if (browser.isKeyNeeded) return renderKeyGate(browser, messages)
    if (!this.isAsked) return html`<p role="status">${messages.loading}</p>`
    if (client === null) {
      return html`<youju-failure-notice
        .messages=${messages}
        .failure=${new ApiFailure('unreachable')}
        @youju-retry=${() => {
          location.reload()
        }}
      ></youju-failure-notice>`
    }
    if (client.role === 'reader')
      return html`<p>${messages.readerOnly}</p>
        <p><a href="/">${messages.toAskPage}</a></p>`
    return renderView(this.view, messages, client)
  }

  static override readonly styles = [partStyles, consolePageStyles]
}

function prevent(event: Event): void {
  event.preventDefault()
}

defineElement('youju-console', Console)
