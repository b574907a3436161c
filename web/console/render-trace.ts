import { html, nothing } from 'lit'
import type { ConsoleMessages } from './messages.js'
import type { AnswerTrace } from './wire-types.js'

const SHOWN = 10

/** How an answer came about: what was looked up, what was found, which sentences were weighed, and the time it took. */
export function renderTrace(trace: AnswerTrace, messages: ConsoleMessages) {
  const { trace: words } = messages
  const terms = trace.terms.map(({ text, passages }) => `${text} (${passages})`).join('、')
  const times = Object.entries(trace.timings_ms).map(([part, ms]) => `${part} ${ms.toFixed(1)} ms`)
  return html`<details>
    <summary>${words.title}</summary>
    <h3>${words.terms}</h3>
    <p>${terms === '' ? messages.nothing : terms}</p>
    <h3>${words.passages}</h3>
    <ol class="items">
      ${trace.passages.slice(0, SHOWN).map(
        ({ title, score, start, end, document_id: id }) =>
          html`<li>
            <p>${title} <span class="hint">${score.toFixed(2)} · ${id} [${start}, ${end})</span></p>
          </li>`,
      )}
    </ol>
    <h3>${words.sentences}</h3>
    <ol class="items">
      ${trace.sentences.slice(0, SHOWN).map(
        ({ text, score }) =>
          html`<li>
            <p>${text} <span class="hint">${score.toFixed(2)}</span></p>
          </li>`,
      )}
    </ol>
    ${trace.pinned_rank === null ? nothing : html`<p>${words.pinned(trace.pinned_rank + 1)}</p>`}
    <p>${words.threshold(trace.min_confidence.toFixed(2))}</p>
    ${
      trace.dropped_citations.length === 0
        ? nothing
        : html`<p>${words.dropped(trace.dropped_citations.length)}</p>`
    }
    <p class="hint">${times.join(' · ')}</p>
  </details>`
}
