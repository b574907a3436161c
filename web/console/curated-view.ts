import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView } from './console-view.js'
import { draftOf, emptyDraft, type CuratedDraft } from '../shared/curated-draft.js'
import { renderOneOrEvery } from './collection-choice.js'
import type { CuratedSaved } from './curate/curated-editor.js'
import { renderEditor } from './curate/render-editor.js'
import type { CuratedAnswer, CuratedCheck } from '../shared/curated-types.js'
import { renderCheck } from './curate/render-check.js'

const PAGE = 50

/** The answers that editors wrote: whether they still stand, and what they say; edited, checked and removed. */
export class CuratedView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    collections: { state: true },
    collection: { state: true },
    answers: { state: true },
    cursor: { state: true },
    draft: { state: true },
    check: { state: true },
  }

  declare protected collections: readonly Collection[]
  /** Empty: every one. */
  declare protected collection: string
  declare protected answers: readonly CuratedAnswer[]
  declare protected cursor: string | null
  /** What is being written. */
  declare protected draft: CuratedDraft | null
  declare protected check: CuratedCheck | null
  private reading = 0

  constructor() {
    super()
    this.collections = []
    this.collection = ''
    this.answers = []
    this.cursor = null
    this.draft = null
    this.check = null
  }

  protected override firstUpdated(): void {
    void this.attempt(async () => {
      this.collections = await this.client.api.collections()
    }).then(() => this.read(null))
  }

  private async read(cursor: string | null): Promise<void> {
    const reading = ++this.reading
    const query = { collection: this.collection, limit: PAGE, cursor: cursor ?? undefined }
    const page = await this.attempt(() =>
      this.client.get<{ curated: CuratedAnswer[]; next_cursor: string | null }>('/v1/curated', query),
    )
    if (page === undefined || reading !== this.reading) return
    this.answers = cursor === null ? page.curated : [...this.answers, ...page.curated]
    this.cursor = page.next_cursor
  }

  private write(draft: CuratedDraft): void {
    this.check = null
    this.news = ''
    this.draft = draft
  }

  private async saved({ check }: CuratedSaved): Promise<void> {
    this.draft = null
    this.check = check
    await this.read(null)
    this.renderRoot.querySelector<HTMLElement>('#list')?.focus()
  }

  private async checkAgain({ id }: CuratedAnswer): Promise<void> {
    const check = await this.attempt(() =>
      this.client.send<CuratedCheck>('POST', pathOf('curated', id, 'check')),
    )
    this.check = check ?? null
  }

  private async removeAnswer({ id, question }: CuratedAnswer): Promise<void> {
    const { messages } = this
    const { curated, browse } = messages
    const asked = { questions: [curated.removeQuestion(question)], confirm: browse.remove }
    if ((await this.dialog?.ask(asked)) !== '') return
    this.check = null
    if (await this.act(() => this.client.send('DELETE', pathOf('curated', id)), curated.removed(question)))
      await this.read(null)
  }

  protected override render() {
    const { messages, client, answers, draft, check, cursor } = this
    const { curated } = messages
    return html`
      <div class="fields">
        ${renderOneOrEvery(messages, this.collections, id => {
          this.collection = id
          void this.read(null)
        })}
        <button
          class="strong"
          type="button"
          @click=${() => {
            this.write(emptyDraft(this.collection || (this.collections[0]?.id ?? 'default')))
          }}
        >
          ${curated.write}
        </button>
      </div>
      ${this.renderTold()} ${check === null ? nothing : renderCheck(check, messages)}
      ${renderEditor({
        ...{ messages, client, draft },
        saved: saved => this.saved(saved),
        closed: () => {
          this.draft = null
        },
      })}
      <section class="apart" aria-labelledby="list">
        <h2 id="list" tabindex="-1">${messages.views.curated}</h2>
        ${answers.length === 0 && !this.isBusy ? html`<p class="hint">${curated.none}</p>` : nothing}
        <ol class="items" aria-labelledby="list">
          ${answers.map(answer => html`<li>${this.renderAnswer(answer)}</li>`)}
        </ol>
        ${this.renderMore(cursor, next => this.read(next))}
      </section>
    `
  }

  private renderAnswer(answer: CuratedAnswer) {
    const { messages } = this
    const { curated, browse, language } = messages
    const { question, state, reason, wordings, blocks, updated_at: updated } = answer
    const said = blocks.flatMap(({ text, citations }) =>
      text === null ? citations.map(({ quote = curated.quoteLost }) => quote) : [text],
    )
    const facts = [
      ...(wordings.length === 0 ? [] : [curated.otherWordings(wordings.length)]),
      curated.updated(new Date(updated).toLocaleString(language)),
    ]
    return html`
      <p><span class="badge">${curated.states[state]}</span> <span class="title">${question}</span></p>
      ${state === 'stale' && reason !== null ? html`<p>${curated.reasons[reason]}</p>` : nothing}
      ${said.map(text => html`<p>${text}</p>`)}
      <p class="hint">${facts.join(' · ')}</p>
      <div class="buttons">
        ${this.renderButton(curated.edit, answer.question, () => {
          this.write(draftOf(answer))
        })}
        ${this.renderButton(curated.check, answer.question, () => this.checkAgain(answer))}
        ${this.renderButton(browse.remove, answer.question, () => this.removeAnswer(answer))}
      </div>
    `
  }
}

defineElement('youju-console-curated', CuratedView)
