import type { DocumentSummary } from '../shared/api-types.js'

/** The JSON of the HTTP API as the console reads it, beside what the other pages read. */

export interface ListedDocument extends DocumentSummary {
  readonly withdrawn?: { readonly at: string; readonly reason: string | null }
}

export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly done: number
  readonly total: number | null
  readonly failed: number
  readonly documents_per_second: number | null
  readonly eta_seconds: number | null
  readonly errors: readonly { readonly item: string; readonly code: string; readonly detail: string }[]
  readonly counts?: { readonly created: number; readonly updated: number; readonly unchanged: number } | null
  readonly created_at: string
}

export interface Key {
  readonly id: string
  readonly name: string | null
  readonly role: 'reader' | 'writer' | 'admin'
  readonly collections: readonly string[] | null
  readonly state: 'active' | 'expired' | 'revoked'
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
}

export interface Site {
  readonly id: string
  readonly site_key: string
  readonly name: string | null
  readonly origins: readonly string[]
  readonly collections: readonly string[] | null
  readonly questions_per_day: number | null
  readonly questions_today: number
  readonly state: 'active' | 'revoked'
}

export interface AuditEntry {
  readonly time: string
  readonly request_id: string
  readonly caller: string
  readonly action: string
  readonly target: string | null
  readonly outcome: string
  readonly address: string | null
}
