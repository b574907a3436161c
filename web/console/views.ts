import { html } from 'lit'
import type { ConsoleClient, Role } from './console-client.js'
import type { ConsoleMessages } from './messages.js'
import './audit-view.js'
import './curated-view.js'
import './documents-view.js'
import './evaluations-view.js'
import './health-view.js'
import './keys-view.js'
import './questions-view.js'
import './settings-view.js'
import './sites-view.js'
import './unanswered-view.js'

export type ViewName = (typeof VIEWS)[number]['name']

const VIEWS = [
  { name: 'documents', role: 'writer' },
  { name: 'questions', role: 'admin' },
  { name: 'unanswered', role: 'writer' },
  { name: 'curated', role: 'writer' },
  { name: 'keys', role: 'admin' },
  { name: 'sites', role: 'admin' },
  { name: 'evaluations', role: 'admin' },
  { name: 'settings', role: 'writer' },
  { name: 'audit', role: 'admin' },
  { name: 'health', role: 'admin' },
] as const

/** The view that an address names; the first for anything else. */
export function viewAt(hash: string): ViewName {
  return VIEWS.find(({ name }) => hash === `#/${name}`)?.name ?? 'documents'
}

/** Those that a role has any use for. */
export function viewsOf(role: Role | null): readonly ViewName[] {
  if (role === null || role === 'reader') return []
  return VIEWS.filter(view => role === 'admin' || view.role === 'writer').map(({ name }) => name)
}

export function renderView(view: ViewName, messages: ConsoleMessages, client: ConsoleClient) {
  switch (view) {
    case 'documents':
      return html`<youju-console-documents .messages=${messages} .client=${client}></youju-console-documents>`
    case 'keys':
      return html`<youju-console-keys .messages=${messages} .client=${client}></youju-console-keys>`
    case 'sites':
      return html`<youju-console-sites .messages=${messages} .client=${client}></youju-console-sites>`
    case 'questions':
      return html`<youju-console-questions .messages=${messages} .client=${client}></youju-console-questions>`
    case 'unanswered':
      return html`<youju-console-unanswered
        .messages=${messages}
        .client=${client}
      ></youju-console-unanswered>`
    case 'curated':
      return html`<youju-console-curated .messages=${messages} .client=${client}></youju-console-curated>`
    case 'evaluations':
      return html`<youju-console-evaluations
        .messages=${messages}
        .client=${client}
      ></youju-console-evaluations>`
    case 'settings':
      return html`<youju-console-settings .messages=${messages} .client=${client}></youju-console-settings>`
    case 'health':
      return html`<youju-console-health .messages=${messages} .client=${client}></youju-console-health>`
    case 'audit':
      return html`<youju-console-audit .messages=${messages} .client=${client}></youju-console-audit>`
  }
}
