import { html, nothing } from 'lit'
import type { Collection } from '../shared/api-types.js'
import { copyText } from '../shared/copy-text.js'
import { defineElement } from '../shared/define-element.js'
import { renderCollectionChoice, chosenCollections } from './collection-choice.js'
import { pathOf } from './console-client.js'
import { ConsoleView, fieldOf, formOf } from './console-view.js'
import type { Key } from './wire-types.js'

const ROLES = ['reader', 'writer', 'admin'] as const

/** Keys: made, shown once, listed, revoked. */
export class KeysView extends ConsoleView {
  static override readonly properties = {
    ...ConsoleView.properties,
    keys: { state: true },
    collections: { state: true },
    made: { state: true },
  }

  declare protected keys: readonly Key[]
  declare protected collections: readonly Collection[]
  /** The new key itself, until another is made or the view is left. */
  declare protected made: string | null

  constructor() {
    super()
    this.keys = []
    this.collections = []
    this.made = null
  }

  protected override firstUpdated(): void {
    void this.load()
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      this.keys = (await this.client.get<{ keys: Key[] }>('/v1/keys')).keys
      this.collections = await this.client.api.collections()
    })
  }

  /** While nobody needs a key, the first one has to keep the operator in. */
  private get isFirst(): boolean {
    return this.client.keyId === null
  }

  private async create(event: SubmitEvent): Promise<void> {
    const form = formOf(event)
    const given = new FormData(form)
    const expires = fieldOf(given, 'expires')
    const body = {
      role: this.isFirst ? 'admin' : fieldOf(given, 'role'),
      name: fieldOf(given, 'name') || null,
      collections: this.isFirst ? null : chosenCollections(given),
      expires_at: expires === '' ? null : expires,
    }
    const wasFirst = this.isFirst
    const made = await this.attempt(() => this.client.send<Key & { key: string }>('POST', '/v1/keys', body))
    if (made === undefined) return
    this.made = made.key
    form.reset()
    if (wasFirst) await this.client.signIn(made.key)
    await this.load()
  }

  private async revoke({ id, name }: Key): Promise<void> {
    const { keys, saved } = this.messages
    const asked = await this.dialog?.ask({
      questions: [keys.revokeQuestion(name ?? id)],
      confirm: keys.revoke,
    })
    if (asked !== '') return
    if (await this.act(() => this.client.send('DELETE', pathOf('keys', id)), saved)) await this.load()
  }

  private async copy(): Promise<void> {
    const { copied, copyFailed } = this.messages
    this.news = (await copyText(this.made ?? '')) ? copied : copyFailed
  }

  protected override render() {
    const { messages, made } = this
    return html`
      ${this.renderTold()}
      ${
        made === null
          ? nothing
          : html`<section class="card">
              <p role="status">${messages.keys.shownOnce}</p>
              <pre id="made" tabindex="0">${made}</pre>
              <button class="strong" type="button" @click=${() => void this.copy()}>${messages.copy}</button>
            </section>`
      }
      ${this.renderForm()} ${this.renderList()}
    `
  }

  private renderForm() {
    const { messages, isFirst } = this
    const { keys } = messages
    return html`<form class="card" @submit=${(event: SubmitEvent) => void this.create(event)}>
      <h2>${keys.create}</h2>
      ${isFirst ? html`<p>${keys.first}</p>` : nothing}
      <div class="fields">
        <label>${messages.name}<input name="name" maxlength="200" autocomplete="off" /></label>
        ${
          isFirst
            ? nothing
            : html`<label
                >${keys.role}
                <select name="role">
                  ${ROLES.map(role => html`<option value=${role}>${keys.roles[role]}</option>`)}
                </select></label
              >`
        }
        <label>${keys.expires}<input name="expires" type="date" /></label>
      </div>
      ${isFirst ? nothing : renderCollectionChoice(keys.collections, this.collections)}
      <button class="strong" type="submit" ?disabled=${this.isBusy}>${keys.create}</button>
    </form>`
  }

  private renderList() {
    const { messages, keys } = this
    const label = messages.keys
    if (keys.length === 0) return nothing
    return html`<section>
      <div class="scroll" tabindex="0" role="region" aria-label=${messages.views.keys}>
        <table>
          <caption class="visually-hidden">
            ${messages.views.keys}
          </caption>
          <thead>
            <tr>
              <th scope="col">${messages.name}</th>
              <th scope="col">${label.role}</th>
              <th scope="col">${messages.collection}</th>
              <th scope="col">${messages.state}</th>
              <th scope="col">${label.expiry}</th>
              <th scope="col">${label.lastUsed}</th>
              <th scope="col">${messages.actions}</th>
            </tr>
          </thead>
          <tbody>
            ${keys.map(key => this.renderKey(key))}
          </tbody>
        </table>
      </div>
    </section>`
  }

  private renderKey(key: Key) {
    const { messages, client } = this
    const timeOf = (time: string | null): string =>
      time === null ? messages.never : new Date(time).toLocaleString(messages.language)
    return html`<tr>
      <td>
        ${key.name ?? nothing} <code>${key.id}</code>
        ${key.id === client.keyId ? html`<span class="hint">${messages.keys.mine}</span>` : nothing}
      </td>
      <td>${key.role}</td>
      <td>${key.collections?.join(', ') ?? messages.everyCollection}</td>
      <td>${messages.states[key.state]}</td>
      <td>${timeOf(key.expires_at)}</td>
      <td>${timeOf(key.last_used_at)}</td>
      <td>
        ${
          key.state === 'revoked'
            ? nothing
            : this.renderButton(messages.keys.revoke, key.name ?? key.id, () => this.revoke(key))
        }
      </td>
    </tr>`
  }
}

defineElement('youju-console-keys', KeysView)
