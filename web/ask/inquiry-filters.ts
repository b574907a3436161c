import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { partStyles } from '../shared/part-styles.js'
import { NO_SCOPE, type Scope } from '../shared/inquiry.js'
import type { AskMessages } from './messages.js'

/** Where and in which years a question looks. `chosen` is what the reader has set. */
export class InquiryFilters extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    collections: { attribute: false },
    scope: { attribute: false },
    isOpen: { state: true },
  }

  declare messages: AskMessages
  declare collections: readonly Collection[]
  /** What is shown when it is set; after that the choice is the reader's. */
  declare scope: Scope
  declare protected isOpen: boolean

  constructor() {
    super()
    this.collections = []
    this.scope = NO_SCOPE
    this.isOpen = false
  }

  get chosen(): Scope {
    const value = (selector: string): string | null => {
      const field = this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>(selector)
      return field === null || field.value === '' ? null : field.value
    }
    return { collection: value('select'), after: value('#after'), before: value('#before') }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scope') && (this.scope.after !== null || this.scope.before !== null)) this.isOpen = true
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Not bound in the template, so that nothing but a new scope undoes the reader's choice; after the options exist.
    if (!changed.has('scope') && !changed.has('collections')) return
    const show = (selector: string, value: string | null): void => {
      const field = this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>(selector)
      if (field !== null) field.value = value ?? ''
    }
    show('select', this.scope.collection)
    if (!changed.has('scope')) return
    show('#after', this.scope.after)
    show('#before', this.scope.before)
  }

  protected override render() {
    const { messages } = this
    return html`
      ${this.collections.length > 1 ? this.renderCollections() : nothing}
      <button
        class="quiet toggle"
        type="button"
        aria-expanded=${String(this.isOpen)}
        aria-controls="dates"
        @click=${() => {
          this.isOpen = !this.isOpen
        }}
      >
        ${messages.dates}
      </button>
      <div id="dates" role="group" aria-label=${messages.dates} ?hidden=${!this.isOpen}>
        <label><span class="label">${messages.datesAfter}</span><input id="after" type="date" /></label>
        <label><span class="label">${messages.datesBefore}</span><input id="before" type="date" /></label>
      </div>
    `
  }

  private renderCollections() {
    const { messages } = this
    return html`
      <label>
        <span class="label">${messages.collectionLabel}</span>
        <select>
          <option value="">${messages.allCollections}</option>
          ${this.collections.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select>
      </label>
    `
  }

  static override readonly styles = [
    partStyles,
    css`
      :host,
      #dates {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 0.75rem;
        min-inline-size: 0;
      }
      #dates[hidden] {
        display: none;
      }
      label {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-inline-size: 0;
      }
      .toggle {
        min-block-size: 2.25rem;
      }
      select,
      input {
        min-block-size: 2.25rem;
        max-inline-size: 14rem;
        min-inline-size: 0;
        padding: 0.25rem 0.5rem;
        border: 1px solid var(--rule);
        border-radius: 0.5rem;
        background: var(--surface);
        color: inherit;
        font: inherit;
        font-size: 0.875rem;
      }
    `,
  ]
}

defineElement('youju-inquiry-filters', InquiryFilters)
