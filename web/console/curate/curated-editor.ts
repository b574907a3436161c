import { html, nothing, type PropertyValues } from 'lit'
import type { Collection, Hit } from '../../shared/api-types.js'
import { defineElement } from '../../shared/define-element.js'
import { pathOf } from '../console-client.js'
import { ConsoleView, formOf, linesOf } from '../console-view.js'
import {
  bodyOf,
  citationOf,
  emptyBlock,
  MAX_BLOCKS,
  MAX_CITATIONS,
  type CuratedDraft,
  type DraftBlock,
} from '../../shared/curated-draft.js'
import type { CuratedAnswer, CuratedCheck } from '../../shared/curated-types.js'
import './quote-field.js'
import './source-finder.js'

/** What `youju-curated-saved` tells. */
export interface CuratedSaved {
  readonly answer: CuratedAnswer
  readonly check: CuratedCheck
}

/**
 * Writes a curated answer: a question with its other wordings, and blocks that quote documents. Saved, its questions
 * are asked again. Fires `youju-curated-saved` with a CuratedSaved, and `youju-curated-closed`.
 */
export class CuratedEditor extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    draft: { attribute: false },
    edited: { state: true },
    collections: { state: true },
    finding: { state: true },
  }

  declare draft: CuratedDraft
  declare protected edited: CuratedDraft
  declare protected collections: readonly Collection[]
  /** The block that a source is looked for. */
  declare protected finding: number | null

  constructor() {
    super()
    this.collections = []
    this.finding = null
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('draft')) return
    this.edited = this.draft
    const isEmpty = this.draft.blocks.every(({ citations }) => citations.length === 0)
    this.finding = isEmpty ? 0 : null
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus()
    if (this.draft.id === null)
      void this.attempt(async () => {
        this.collections = await this.client.api.collections()
      })
  }

  private change(part: Partial<CuratedDraft>): void {
    this.edited = { ...this.edited, ...part }
  }

  private changeBlock(index: number, part: Partial<DraftBlock>): void {
    const blocks = this.edited.blocks.map((block, at) => (at === index ? { ...block, ...part } : block))
    this.change({ blocks })
  }

  private changeQuote(index: number, at: number, quote: string): void {
    const citations = this.edited.blocks[index]?.citations ?? []
    this.changeBlock(index, {
      citations: citations.map((citation, other) => (other === at ? { ...citation, quote } : citation)),
    })
  }

  private removeQuote(index: number, at: number): void {
    const citations = this.edited.blocks[index]?.citations ?? []
    this.changeBlock(index, { citations: citations.filter((_citation, other) => other !== at) })
  }

  private addQuote(index: number, hit: Hit): void {
    const citations = this.edited.blocks[index]?.citations ?? []
    this.changeBlock(index, { citations: [...citations, citationOf(hit)] })
    this.finding = null
  }

  private async save(event: SubmitEvent): Promise<void> {
    formOf(event)
    const { id } = this.edited
    const body = bodyOf(this.edited)
    const saved = await this.attempt(async () => {
      const answer = await (id === null
        ? this.client.send<CuratedAnswer>('POST', pathOf('curated'), body)
        : this.client.send<CuratedAnswer>('PUT', pathOf('curated', id), body))
      // Kept from here on: sent again, it would be another answer to the same question.
      this.change({ id: answer.id })
      const check = await this.client.send<CuratedCheck>('POST', pathOf('curated', answer.id, 'check'))
      return { answer, check }
    })
    if (saved !== undefined) this.dispatchEvent(new CustomEvent('youju-curated-saved', { detail: saved }))
  }

  protected override render() {
    const { messages, edited } = this
    const { curated } = messages
    const hasQuote = edited.blocks.some(({ citations }) => citations.length > 0)
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading" tabindex="-1">${edited.id === null ? curated.write : curated.edit}</h2>
      ${this.draft.id === null ? this.renderCollection() : nothing}
      <form id="writing" @submit=${(event: SubmitEvent) => void this.save(event)}>
        <label
          >${curated.question}
          <input
            required
            maxlength="1000"
            .value=${edited.question}
            @input=${(event: InputEvent) => {
              this.change({ question: (event.target as HTMLInputElement).value })
            }}
          />
        </label>
        <label
          >${curated.wordings}
          <textarea
            rows="3"
            .value=${this.draft.wordings.join('\n')}
            @input=${(event: InputEvent) => {
              this.change({ wordings: linesOf((event.target as HTMLTextAreaElement).value) })
            }}
          ></textarea>
        </label>
      </form>
      ${edited.blocks.map((block, index) => this.renderBlock(block, index))}
      <div class="buttons">
        <button
          class="quiet"
          type="button"
          ?disabled=${edited.blocks.length >= MAX_BLOCKS}
          @click=${() => {
            this.finding = edited.blocks.length
            this.change({ blocks: [...edited.blocks, emptyBlock] })
          }}
        >
          ${curated.addBlock}
        </button>
      </div>
      ${this.renderTold()}
      <div class="buttons">
        <button class="strong" type="submit" form="writing" ?disabled=${this.isBusy || !hasQuote}>
          ${curated.saveAndCheck}
        </button>
        <button
          class="quiet"
          type="button"
          @click=${() => {
            this.dispatchEvent(new CustomEvent('youju-curated-closed'))
          }}
        >
          ${messages.cancel}
        </button>
      </div>
    </section>`
  }

  /** Another one has other documents, so the quotes go. */
  private renderCollection() {
    const { edited, messages } = this
    return html`<label
      >${messages.collection}
      <select
        ?disabled=${edited.id !== null}
        @change=${(event: Event) => {
          this.change({ collection: (event.target as HTMLSelectElement).value, blocks: [emptyBlock] })
          this.finding = 0
        }}
      >
        ${this.collections.map(
          ({ id, name }) => html`<option value=${id} ?selected=${id === edited.collection}>${name}</option>`,
        )}
      </select></label
    >`
  }

  private renderBlock({ text, citations }: DraftBlock, index: number) {
    const { messages, client, edited } = this
    const { curated } = messages
    return html`<section aria-label=${curated.block(index + 1)}>
      <h3>${curated.block(index + 1)}</h3>
      ${citations.map(
        (citation, at) =>
          html`<youju-quote-field
            .messages=${messages}
            .client=${client}
            .collection=${edited.collection}
            .citation=${citation}
            @youju-quote=${(event: CustomEvent<string>) => {
              this.changeQuote(index, at, event.detail)
            }}
            @youju-quote-removed=${() => {
              this.removeQuote(index, at)
            }}
          ></youju-quote-field>`,
      )}
      <label
        >${curated.blockText}
        <textarea
          rows="2"
          maxlength="600"
          .value=${text}
          @input=${(event: InputEvent) => {
            this.changeBlock(index, { text: (event.target as HTMLTextAreaElement).value })
          }}
        ></textarea>
      </label>
      ${
        this.finding === index
          ? html`<youju-source-finder
              .messages=${messages}
              .client=${client}
              .collection=${edited.collection}
              @youju-source-found=${(event: CustomEvent<Hit>) => {
                this.addQuote(index, event.detail)
              }}
            ></youju-source-finder>`
          : nothing
      }
      ${this.renderBlockButtons(citations.length, index)}
    </section>`
  }

  private renderBlockButtons(quotes: number, index: number) {
    const { curated } = this.messages
    const { blocks } = this.edited
    return html`<div class="buttons">
      <button
        class="quiet"
        type="button"
        ?disabled=${quotes >= MAX_CITATIONS}
        @click=${() => {
          this.finding = index
        }}
      >
        ${curated.addQuote}
      </button>
      ${
        blocks.length === 1
          ? nothing
          : html`<button
              class="quiet"
              type="button"
              @click=${() => {
                this.finding = null
                this.change({ blocks: blocks.filter((_block, at) => at !== index) })
              }}
            >
              ${curated.removeBlock}
            </button>`
      }
    </div>`
  }
}

defineElement('youju-curated-editor', CuratedEditor)
