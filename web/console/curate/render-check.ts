import { html, nothing } from 'lit'
import type { ConsoleMessages } from '../messages.js'
import type { CuratedCheck } from '../../shared/curated-types.js'

/** How the questions of a curated answer are answered now: in one line, with those that are not yet. */
export function renderCheck(check: CuratedCheck, { curated }: ConsoleMessages) {
  const others = check.questions.filter(question => !question.answered_by_this)
  return html`<div class="card" role="status">
    <p>${curated.checked(check.answered_by_this, check.asked, check.wrong)}</p>
    ${
      others.length === 0
        ? nothing
        : html`<ul class="items">
            ${others.map(
              ({ question, answered, wrong }) =>
                html`<li>
                  <p>
                    ${question}
                    <span class="hint"
                      >${wrong ? curated.wrong : answered ? curated.answeredOtherwise : curated.notAnswered}</span
                    >
                  </p>
                </li>`,
            )}
          </ul>`
    }
  </div>`
}

/** Whether each of its questions gets this answer. */
export const isProven = ({ asked, answered_by_this: proven, wrong }: CuratedCheck) =>
  wrong === 0 && proven === asked
