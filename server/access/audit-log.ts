import type { Logger } from '../../core/log.js'
import type { AccessRecords, AuditEntry } from '../../store/access-records.js'

export interface AuditLogParts {
  readonly records: Pick<AccessRecords, 'appendAudit'>
  readonly log: Pick<Logger, 'error' | 'warn'>
}

/** Refusals are written together, after this long. */
const FLUSH_AFTER_MS = 250
/** Most that wait to be written; of refusals beyond it only the number is told, in the log. */
const MAX_WAITING = 10_000

/**
 * Who changed what, and who was refused. A change is written down before it is acknowledged; refusals are
 * written in the background. Those that come while others are being written share one transaction.
 */
export class AuditLog {
  private waiting: AuditEntry[] = []
  private dropped = 0
  private timer: NodeJS.Timeout | undefined
  private writing: Promise<void> = Promise.resolve()
  /** The write that will take what waits now. */
  private next: Promise<void> | undefined

  constructor(private readonly parts: AuditLogParts) {}

  /** Writes it down soon. */
  note(entry: AuditEntry): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.dropped += 1
      return
    }
    this.waiting.push(entry)
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref()
  }

  /** Resolves when it is durable, or its failure is in the log: what it tells of has been done anyway. */
  record(entry: AuditEntry): Promise<void> {
    this.waiting.push(entry)
    return this.flush()
  }

  /** Resolves when everything that waits has been written. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.next ??= this.writing.then(() => this.write())
    return this.next
  }

  private write(): Promise<void> {
    const entries = this.waiting
    this.waiting = []
    this.next = undefined
    if (this.dropped > 0)
      this.parts.log.warn({ dropped: this.dropped }, 'refusals were not audited: too many')
    this.dropped = 0
    if (entries.length === 0) return Promise.resolve()
    this.writing = this.parts.records.appendAudit(entries).catch((error: unknown) => {
      this.parts.log.error({ err: error, entries: entries.length }, 'the audit log could not be written')
    })
    return this.writing
  }
}
