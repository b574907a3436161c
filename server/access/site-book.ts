import { randomBytes } from 'node:crypto'
import type { Clock } from '../../core/clock.js'
import type { AccessRecords, SiteRecord } from '../../store/access-records.js'
import type { Caller } from './auth.js'
import { readSession, signSession } from './session-token.js'

export type NewSite = Pick<
  SiteRecord,
  'name' | 'origins' | 'collections' | 'questionsPerDay' | 'modelTokensPerDay'
>

export interface SiteBookParts {
  readonly records: Pick<AccessRecords, 'putSite'>
  readonly clock: Clock
  /** Signs the sessions. */
  readonly secret: string
}

/** A session of the widget. */
export interface SiteSession {
  readonly token: string
  readonly expiresAt: string
}

const SESSION_MS = 15 * 60_000
/** So long after its end a session still tells who the visitor was, so that their conversation goes on. */
const RENEWABLE_MS = 60 * 60_000

/** The sites of the archive and the sessions of their visitors, held in memory as the keys are. */
export class SiteBook {
  private readonly sites: Map<string, SiteRecord>

  constructor(
    private readonly parts: SiteBookParts,
    kept: readonly SiteRecord[],
  ) {
    this.sites = new Map(kept.map(site => [site.id, site]))
  }

  /** Oldest first. */
  list(): SiteRecord[] {
    return [...this.sites.values()]
  }

  /** Whether a page of this origin is one of a site in force. */
  isSiteOrigin(origin: string | undefined): origin is string {
    return origin !== undefined && this.list().some(site => isOpenTo(site, origin))
  }

  async create(given: NewSite): Promise<SiteRecord> {
    const site = {
      ...given,
      id: `st_${randomBytes(9).toString('hex')}`,
      siteKey: createSiteKey(),
      version: 1,
      createdAt: this.now().toISOString(),
      revokedAt: null,
    }
    return this.put(site)
  }

  /** Gives a site another key, and ends its sessions. @returns undefined when there is none in force */
  async rotate(id: string): Promise<SiteRecord | undefined> {
    const site = this.inForce(id)
    return site && this.put({ ...site, siteKey: createSiteKey(), version: site.version + 1 })
  }

  /** Ends a site and its sessions. @returns false when there is none in force */
  async revoke(id: string): Promise<boolean> {
    const site = this.inForce(id)
    if (site !== undefined) await this.put({ ...site, revokedAt: this.now().toISOString() })
    return site !== undefined
  }

  /**
   * Opens a session for a page of the site.
   * @param before an earlier session of the same visitor, over or not
   * @returns undefined when there is no such site, or the page is not one of its
   */
  openSession(siteKey: string, origin: string | undefined, before?: string): SiteSession | undefined {
    const site = this.list().find(({ siteKey: kept }) => kept === siteKey)
    if (site === undefined || origin === undefined || !isOpenTo(site, origin)) return undefined
    const expiresAtMs = this.now().getTime() + SESSION_MS
    const visitor = this.visitorOf(before, site, origin) ?? randomBytes(12).toString('hex')
    const claims = { site: site.id, version: site.version, origin, visitor, expiresAtMs }
    return {
      token: signSession(claims, this.parts.secret),
      expiresAt: new Date(expiresAtMs).toISOString(),
    }
  }

  /** Whose session it is; undefined when it is over, forged, or sent from another page than it was opened for. */
  find(token: string, origin: string | undefined): Caller | undefined {
    const claims = readSession(token, this.parts.secret)
    if (claims === undefined || claims.origin !== origin) return undefined
    const site = this.sites.get(claims.site)
    if (site?.version !== claims.version || !isOpenTo(site, claims.origin)) return undefined
    if (this.now().getTime() >= claims.expiresAtMs) return undefined
    const { id: subject, questionsPerDay, modelTokensPerDay } = site
    return {
      kind: 'widget',
      id: `${site.id}:${claims.visitor}`,
      role: 'widget',
      collections: site.collections ?? undefined,
      limits: { subject, questionsPerDay, modelTokensPerDay },
    }
  }

  private visitorOf(token: string | undefined, site: SiteRecord, origin: string): string | undefined {
    const claims = token === undefined ? undefined : readSession(token, this.parts.secret)
    if (claims?.site !== site.id || claims.version !== site.version || claims.origin !== origin)
      return undefined
    return this.now().getTime() < claims.expiresAtMs + RENEWABLE_MS ? claims.visitor : undefined
  }

  private inForce(id: string): SiteRecord | undefined {
    const site = this.sites.get(id)
    return site?.revokedAt === null ? site : undefined
  }

  /** In memory once it is durable: a rotation that failed has ended nothing. */
  private async put(site: SiteRecord): Promise<SiteRecord> {
    await this.parts.records.putSite(site)
    this.sites.set(site.id, site)
    return site
  }

  private now(): Date {
    return this.parts.clock.now()
  }
}

function isOpenTo({ revokedAt, origins }: SiteRecord, origin: string): boolean {
  return revokedAt === null && origins.includes(origin)
}

function createSiteKey(): string {
  return `site_${randomBytes(18).toString('base64url')}`
}
