import { html, nothing } from 'lit'
import type { CuratedDraft } from '../../shared/curated-draft.js'
import type { ConsoleClient } from '../console-client.js'
import type { ConsoleMessages } from '../messages.js'
import type { CuratedSaved } from './curated-editor.js'
import './curated-editor.js'

export interface EditorParts {
  readonly messages: ConsoleMessages
  readonly client: ConsoleClient
  /** Null: nothing is being written. */
  readonly draft: CuratedDraft | null
  saved(saved: CuratedSaved): Promise<void>
  closed(): void
}

/** The editor of a curated answer, while one is being written. */
export function renderEditor({ messages, client, draft, saved, closed }: EditorParts) {
  if (draft === null) return nothing
  return html`<youju-curated-editor
    class="apart"
    .messages=${messages}
    .client=${client}
    .draft=${draft}
    @youju-curated-saved=${(event: CustomEvent<CuratedSaved>) => void saved(event.detail)}
    @youju-curated-closed=${closed}
  ></youju-curated-editor>`
}
