import { html, nothing } from 'lit'
import type { BrowserSession } from './browser-session.js'
import type { PageMessages } from './page-messages.js'
import './sign-in.js'

/** Asks for a key where one is needed, else nothing. */
export function renderKeyGate(browser: BrowserSession, messages: PageMessages) {
  if (!browser.isKeyNeeded) return nothing
  return html`<youju-sign-in
    .messages=${messages}
    .failure=${browser.failure}
    @youju-sign-in=${(event: CustomEvent<string>) => void browser.signIn(event.detail)}
  ></youju-sign-in>`
}
