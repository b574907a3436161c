import { html } from 'lit'
import { renderQrCode } from '../shared/qr-code.js'
import type { KioskMessages } from './messages.js'

interface Carried {
  readonly question: string
  readonly collection: string | null
}

/** The question as a code that a phone reads: it opens the ask page with it. */
export function renderCarry(messages: KioskMessages, inquiry: Carried, close: () => void) {
  return html`<div class="veil">
    <div class="card" role="dialog" aria-modal="true" aria-label=${messages.carry}>
      <div class="code">${renderQrCode(addressFor(inquiry), messages.carryHint)}</div>
      <p>${messages.carryHint}</p>
      <button class="strong" type="button" @click=${close}>${messages.close}</button>
    </div>
  </div>`
}

function addressFor({ question, collection }: Carried): string {
  const address = new URL('/', location.href)
  address.searchParams.set('q', question)
  if (collection !== null) address.searchParams.set('collection', collection)
  return address.href
}
