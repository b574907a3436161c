import { html, LitElement, nothing } from 'lit'
import { ApiFailure } from '../shared/api-failure.js'
import { partStyles } from '../shared/part-styles.js'
import type { AskDialog } from './ask-dialog.js'
import type { ConsoleClient } from './console-client.js'
import { consoleStyles } from './console-styles.js'
import type { ConsoleMessages } from './messages.js'
import './ask-dialog.js'

/** What every view and every piece of one shares: the client, the words, and how failures and news are told. */
export abstract class ConsoleView extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    client: { attribute: false },
    failure: { state: true },
    news: { state: true },
    isBusy: { state: true },
  }

  declare messages: ConsoleMessages
  declare client: ConsoleClient
  declare protected failure: ApiFailure | null
  /** What was done last, for the status line. */
  declare protected news: string
  declare protected isBusy: boolean

  constructor() {
    super()
    this.failure = null
    this.news = ''
    this.isBusy = false
  }

  /** Runs work and shows how it fails. @returns undefined when it failed */
  protected async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.failure = null
    this.isBusy = true
    try {
      return await work()
    } catch (error) {
      this.failure = error instanceof ApiFailure ? error : new ApiFailure('fallback')
      return undefined
    } finally {
      this.isBusy = false
    }
  }

  /** As `attempt`. @returns whether it succeeded, and says so in the status line */
  protected async act(work: () => Promise<unknown>, news: string): Promise<boolean> {
    this.news = ''
    const outcome = await this.attempt(async () => {
      await work()
      return true
    })
    if (outcome === true) this.news = news
    return outcome === true
  }

  protected get dialog(): AskDialog | null {
    return this.renderRoot.querySelector('youju-ask-dialog')
  }

  protected renderTold() {
    const { messages, failure, news } = this
    return html`<div role="status" class="news">${news}</div>
      ${
        failure === null
          ? nothing
          : html`<div class="failure" role="alert">
              <p>${messages.failures[failure.code] ?? failure.message}</p>
              ${
                failure.code in messages.failures && failure.message !== failure.code
                  ? html`<p class="detail" lang="en">${failure.message}</p>`
                  : nothing
              }
              ${failure.requestId === null ? nothing : html`<p class="hint">${messages.requestNumber(failure.requestId)}</p>`}
            </div>`
      }
      <youju-ask-dialog .messages=${messages}></youju-ask-dialog>`
  }

  /** One of many that say the same: to a screen reader it tells what it is about. */
  protected renderButton(label: string, about: string, act: () => Promise<void> | void) {
    return html`<button class="quiet" type="button" aria-label="${label} ${about}" @click=${() => void act()}>
      ${label}
    </button>`
  }

  /** Below a list: shows its next page. @param cursor null: there is none */
  protected renderMore(cursor: string | null, read: (cursor: string) => Promise<void>) {
    if (cursor === null) return nothing
    return html`<button class="quiet" type="button" @click=${() => void read(cursor)}>
      ${this.messages.more}
    </button>`
  }

  static override readonly styles = [partStyles, consoleStyles]
}

/** What a form holds under a name, trimmed; empty when there is nothing. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A form that is being sent: the page stays. */
export function formOf(event: SubmitEvent): HTMLFormElement {
  event.preventDefault()
  return event.currentTarget as HTMLFormElement
}

/** The lines of a text, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
}
