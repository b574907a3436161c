import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../core/clock.js'
import { AppError } from '../../core/errors.js'
import type { Logger } from '../../core/log.js'
import type { AccessRecords, KeyRecord, SiteRecord } from '../../store/access-records.js'
import type { ModelTokens } from '../../answer/answer.js'
import type { Caller } from './auth.js'
import { ModelTokenLimits, type ModelTokensPerDay } from '../limits/model-tokens.js'
import { AuditLog } from './audit-log.js'
import { authenticate, checkKey, type Authentication, type AuthenticationParts } from './authenticate.js'
import { BrowserSessions } from './browser-sessions.js'
import { FailureThrottle } from './failure-throttle.js'
import { KeyRing } from './key-ring.js'
import { SiteBook } from './site-book.js'

export interface AccessParts {
  readonly records: AccessRecords
  readonly clock: Clock
  readonly log: Logger
  /** Keys shown in vain by one address in a minute, before it is turned away. */
  readonly failuresPerMinute: number
  /** Of a language model, on one day. Default: no limit but those of sites. */
  readonly modelTokensPerDay?: ModelTokensPerDay
}

interface Kept {
  readonly keys: readonly KeyRecord[]
  readonly sites: readonly SiteRecord[]
  /** Signs the widget's sessions. */
  readonly secret: string
}

/** Who may do what: the keys, the sites and the sessions of an archive, and the log of what they did. */
export class Access {
  readonly keys: KeyRing
  readonly sites: SiteBook
  readonly sessions: BrowserSessions
  readonly audit: AuditLog
  /** Lets in whoever can read the data directory of the running process; of this process only. */
  readonly operatorToken = `yo_${randomBytes(32).toString('base64url')}`
  private readonly modelTokenLimits: ModelTokenLimits
  private readonly authentication: AuthenticationParts

  constructor(
    private readonly parts: AccessParts,
    kept: Kept,
  ) {
    this.keys = new KeyRing(parts, kept.keys)
    this.sites = new SiteBook({ ...parts, secret: kept.secret }, kept.sites)
    this.sessions = new BrowserSessions(parts.clock)
    this.audit = new AuditLog(parts)
    this.modelTokenLimits = new ModelTokenLimits(parts, parts.modelTokensPerDay)
    const throttle = new FailureThrottle(parts.clock, parts.failuresPerMinute)
    const { keys, sites, sessions, operatorToken } = this
    this.authentication = { keys, sites, sessions, operatorToken, throttle }
  }

  static async open(parts: AccessParts): Promise<Access> {
    const { records } = parts
    const [keys, sites] = await Promise.all([records.keys(), records.sites()])
    return new Access(parts, { keys, sites, secret: await records.secret('widget-sessions') })
  }

  /** @param address of the caller, behind the proxies that are trusted. @throws {AppError} `forbidden_origin`, see `authenticate` */
  authenticate(request: IncomingMessage, address: string | undefined): Authentication {
    return authenticate(request, { ...this.authentication, address })
  }

  /**
   * The caller whose key it is, for signing in.
   * @throws {AppError} `unauthenticated`, `too_many_attempts`
   */
  signIn(key: string, address: string | undefined): Caller {
    const { caller, failure } = checkKey(key, address, this.authentication)
    if (failure !== undefined) throw failure
    return caller
  }

  /** Counts a question that is about to be answered. @throws {AppError} `budget_exhausted` */
  async takeQuestion({ limits }: Caller): Promise<void> {
    if (limits === undefined) return
    const now = this.parts.clock.now()
    const { subject, questionsPerDay: limit } = limits
    const day = now.toISOString().slice(0, 10)
    if (await this.parts.records.takeQuota({ subject, measure: 'questions', day, amount: 1, limit })) return
    throw new AppError(
      'budget_exhausted',
      'The questions of this day are used up. Ask again tomorrow (UTC).',
      {
        details: { retry_after_seconds: secondsLeft(now) },
      },
    )
  }

  /** What a language model may use for a caller; undefined: anything. */
  modelTokensOf(caller: Caller): ModelTokens | undefined {
    return this.modelTokenLimits.of(caller)
  }

  /** Writes down what waits to be. */
  async close(): Promise<void> {
    await Promise.all([this.keys.flush(), this.audit.flush()])
  }
}

/** Of the day, UTC. */
function secondsLeft(now: Date): number {
  const tomorrow = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)
  return Math.ceil((tomorrow - now.getTime()) / 1000)
}
