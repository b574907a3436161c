import { html, nothing } from 'lit'
import type { KioskMessages } from './messages.js'

/** The warning before everything is wiped; any touch makes it go. */
export function renderIdle(messages: KioskMessages, secondsLeft: number | null) {
  if (secondsLeft === null) return nothing
  return html`<div class="veil">
    <div class="card" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-hint">
      <h2 id="idle-title">${messages.idleTitle}</h2>
      <p id="idle-hint">${messages.idleHint(secondsLeft)}</p>
      <button class="strong" type="button">${messages.stay}</button>
    </div>
  </div>`
}
