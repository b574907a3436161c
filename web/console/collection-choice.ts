import { html } from 'lit'
import type { Collection } from '../shared/api-types.js'
import type { ConsoleMessages } from './messages.js'

/** Which collections something is limited to, in a form; none chosen: every one. */
export function renderCollectionChoice(legend: string, collections: readonly Collection[]) {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${collections.map(
      ({ id, name }) =>
        html`<label><input type="checkbox" name="collections" value=${id} /><span>${name}</span></label>`,
    )}
  </fieldset>`
}

/** Which collection a list is of. @param choose gets its id; empty: every one */
export function renderOneOrEvery(
  messages: ConsoleMessages,
  collections: readonly Collection[],
  choose: (id: string) => void,
) {
  return html`<label
    >${messages.collection}
    <select
      @change=${(event: Event) => {
        choose((event.target as HTMLSelectElement).value)
      }}
    >
      <option value="">${messages.everyCollection}</option>
      ${collections.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
    </select></label
  >`
}

/** As the API takes it. */
export function chosenCollections(form: FormData): string[] | null {
  const chosen = form.getAll('collections').filter(value => typeof value === 'string')
  return chosen.length === 0 ? null : chosen
}
