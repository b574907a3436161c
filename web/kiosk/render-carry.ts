import { html } from 'lit'
import { renderQrCode } from '../shared/qr-code.js'
import type { KioskMessages } from './messages.js'

/** The answer as a code that a phone reads: it opens it on the ask page, or asks its question again. */
export function renderCarry(messages: KioskMessages, address: string, close: () => void) {
  return html`<div class="veil">
    <div class="card" role="dialog" aria-modal="true" aria-label=${messages.carry}>
      <div class="code">${renderQrCode(address, messages.carryHint)}</div>
      <p>${messages.carryHint}</p>
      <button class="strong" type="button" @click=${close}>${messages.close}</button>
    </div>
  </div>`
}
