/** Who may do what, what they used up, and what they did: the records of access of an archive. */

export type KeyRole = 'reader' | 'writer' | 'admin'

/** A key as it is kept: its secret only as a hash. */
export interface KeyRecord {
  readonly id: string
  readonly name: string | null
  readonly role: KeyRole
  /** Null: all collections. */
  readonly collections: readonly string[] | null
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretHash: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
}

/** A web site whose pages may show the widget. */
export interface SiteRecord {
  readonly id: string
  readonly name: string | null
  /** Stands in the site's pages, so it is no secret. */
  readonly siteKey: string
  /** One more at every rotation: sessions of earlier versions are over. */
  readonly version: number
  /** Such as `https://example.org`: scheme, host and port as a browser sends them. */
  readonly origins: readonly string[]
  /** Null: all collections. */
  readonly collections: readonly string[] | null
  readonly questionsPerDay: number | null
  readonly modelTokensPerDay: number | null
  readonly createdAt: string
  readonly revokedAt: string | null
}

/** What somebody used of something on one day. */
export interface Quota {
  /** Whose: the id of a key or a site. */
  readonly subject: string
  readonly measure: 'questions' | 'model_tokens'
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly amount: number
  /** Most on one day; null: without limit, only counted. */
  readonly limit: number | null
}

/** One line of the audit log. Never holds what was asked, or a secret. */
export interface AuditEntry {
  readonly time: string
  readonly requestId: string
  /** Id of the caller. */
  readonly caller: string
  /** The operation of the API that was called. */
  readonly action: string
  /** What it was about: `collection/document`, the id of a key; null when nothing is named. */
  readonly target: string | null
  /** `ok`, or the code of the refusal. */
  readonly outcome: string
  readonly address: string | null
}

export interface AuditQuery {
  readonly limit: number
  /** Only entries before this one (`sequence`): the newest come first. */
  readonly before?: number | undefined
  /** Inclusive, RFC 3339. */
  readonly since?: string | undefined
  /** Exclusive, RFC 3339. */
  readonly until?: string | undefined
  readonly caller?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: string | undefined
}

export interface AuditRecord extends AuditEntry {
  /** Rises with every entry. */
  readonly sequence: number
}

/** What is acknowledged is durable. */
export interface AccessRecords {
  /** All there ever were, revoked and expired ones too; oldest first. */
  keys(): Promise<KeyRecord[]>
  putKey(key: KeyRecord): Promise<void>
  /** @returns false when there is none of that id that was not revoked before */
  revokeKey(id: string, at: string): Promise<boolean>
  noteKeyUse(uses: readonly { readonly id: string; readonly at: string }[]): Promise<void>

  /** All there ever were, revoked ones too; oldest first. */
  sites(): Promise<SiteRecord[]>
  /** A site of the same id is replaced. */
  putSite(site: SiteRecord): Promise<void>

  /** Counts it, unless the limit would be passed. @returns whether it was counted */
  takeQuota(quota: Quota): Promise<boolean>
  quotaUsed(quota: Pick<Quota, 'subject' | 'measure' | 'day'>): Promise<number>

  /** A random secret of 32 bytes, hexadecimal; made when it is first asked for. */
  secret(name: string): Promise<string>

  appendAudit(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first. */
  audit(query: AuditQuery): Promise<AuditRecord[]>
  /** Forgets the entries before this time (RFC 3339). @returns how many */
  purgeAudit(before: string): Promise<number>
}
