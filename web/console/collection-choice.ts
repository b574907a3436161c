import { html } from 'lit'
import type { Collection } from '../shared/api-types.js'

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

/** As the API takes it. */
export function chosenCollections(form: FormData): string[] | null {
  const chosen = form.getAll('collections').filter(value => typeof value === 'string')
  return chosen.length === 0 ? null : chosen
}
