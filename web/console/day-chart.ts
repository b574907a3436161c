import { html, svg } from 'lit'
import type { ConsoleMessages } from './messages.js'

/** Questions of a day, by the reader's clock. */
export interface DayCount {
  /** As 2026-11-25. */
  readonly day: string
  readonly questions: number
  readonly refused: number
}

const SHOWN_DAYS = 30
const WIDTH = 600
const HEIGHT = 120

/** Questions and refusals a day as bars, with the same in words: a picture is nothing to a screen reader. */
export function renderDayChart(days: readonly DayCount[], messages: ConsoleMessages) {
  const { health } = messages
  const shown = days.slice(-SHOWN_DAYS)
  if (shown.length === 0) return html`<p class="hint">${messages.nothing}</p>`
  const most = Math.max(...shown.map(({ questions }) => questions))
  const step = WIDTH / SHOWN_DAYS
  const bar = (count: number, index: number, colour: string) => {
    const height = (HEIGHT * count) / most
    return svg`<rect x=${index * step + 1} y=${HEIGHT - height} width=${step - 2} height=${height} fill=${colour} />`
  }
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      ${shown.map(({ questions }, index) => bar(questions, index, 'var(--edge)'))}
      ${shown.map(({ refused }, index) => bar(refused, index, 'var(--accent)'))}
    </svg>
    <details>
      <summary>${health.byDay}</summary>
      <ol class="items">
        ${shown
          .toReversed()
          .map(({ day, questions, refused }) => html`<li><p>${health.day(day, questions, refused)}</p></li>`)}
      </ol>
    </details>`
}
