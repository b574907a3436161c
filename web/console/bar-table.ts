import { html, svg } from 'lit'

export interface BarRow {
  readonly name: string
  /** Largest first, drawn over one another from pale to dark. */
  readonly values: readonly number[]
  /** The same figures in words, one a column. */
  readonly texts: readonly string[]
}

const WIDTH = 100
const HEIGHT = 10
const COLOURS = ['var(--edge)', 'var(--accent)']

/** Bars beside their figures: the table says all of it, and the pictures are for the eye only. */
export function renderBarTable(caption: string, heads: readonly string[], rows: readonly BarRow[]) {
  const most = Math.max(...rows.flatMap(({ values }) => values), Number.MIN_VALUE)
  const bar = (value: number, index: number, of: number) =>
    svg`<rect width=${(WIDTH * value) / most} height=${HEIGHT} fill=${COLOURS[of === 1 ? 1 : index] ?? ''} />`
  return html`<table class="bars">
    <caption>
      <h3>${caption}</h3>
    </caption>
    <thead>
      <tr>
        ${heads.map(head => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, values, texts }) =>
          html`<tr>
            <th scope="row">
              ${name}
              <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
                ${values.map((value, index) => bar(value, index, values.length))}
              </svg>
            </th>
            ${texts.map(text => html`<td class="number">${text}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}
