import { html, nothing } from 'lit'
import type { KioskArchive } from './kiosk-archive.js'
import type { KioskMessages } from './messages.js'
import { formatMonth, shiftMonth, type Month } from './month.js'
import '../shared/document-list.js'

type Show = (month: Month, collection: string | null, limit?: number) => void

/** The documents of one month, of one section or of all. */
export function renderBrowse(messages: KioskMessages, { monthList, collections }: KioskArchive, show: Show) {
  if (monthList === null) return nothing
  const { month, collection, documents, limit } = monthList
  const step = (months: number, label: string) =>
    html`<button
      class="quiet"
      type="button"
      @click=${() => {
        show(shiftMonth(month, months), collection)
      }}
    >
      ${label}
    </button>`
  const section = (id: string | null, name: string) =>
    html`<button
      class="quiet"
      type="button"
      aria-pressed=${String(id === collection)}
      @click=${() => {
        show(month, id)
      }}
    >
      ${name}
    </button>`
  return html`<section class="browse">
    <div class="months">
      ${step(-1, messages.earlierMonth)}
      <h2>${formatMonth(month, messages.language)}</h2>
      ${step(1, messages.laterMonth)}
    </div>
    ${
      collections.length > 1
        ? html`<div class="choices" role="group" aria-label=${messages.categories}>
            ${section(null, messages.everything)} ${collections.map(({ id, name }) => section(id, name))}
          </div>`
        : nothing
    }
    ${
      documents.length === 0
        ? html`<p class="hint">${messages.nothingThen}</p>`
        : html`<youju-document-list
            .messages=${messages}
            .heading=${formatMonth(month, messages.language)}
            .items=${documents}
          ></youju-document-list>`
    }
    ${
      documents.length < limit
        ? nothing
        : html`<button
            class="quiet"
            type="button"
            @click=${() => {
              show(month, collection, Math.min(2 * limit, MAX_LISTED))
            }}
          >
            ${messages.more}
          </button>`
    }
  </section>`
}

/** The longest page that the API gives. */
const MAX_LISTED = 200
