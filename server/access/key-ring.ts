import type { Clock } from '../../core/clock.js'
import type { Logger } from '../../core/log.js'
import type { AccessRecords, KeyRecord } from '../../store/access-records.js'
import type { Caller } from './auth.js'
import { createKeyToken, hashSecret, isSameSecret, parseKeyToken } from './key-token.js'

export type NewKey = Pick<KeyRecord, 'name' | 'role' | 'collections' | 'expiresAt'>

export interface KeyRingParts {
  readonly records: Pick<AccessRecords, 'putKey' | 'revokeKey' | 'noteKeyUse'>
  readonly clock: Clock
  readonly log: Pick<Logger, 'error'>
}

/** The use of a key is written at most this often. */
const USE_EVERY_MS = 60_000
const FLUSH_AFTER_MS = 1000
/** Compared with when there is no key of an id, so that it takes as long. */
const NO_HASH = hashSecret('')

/**
 * The keys of the archive, held in memory: one process owns the archive, so what it holds is what there is, and
 * a request costs no read.
 */
export class KeyRing {
  private readonly keys: Map<string, KeyRecord>
  private readonly used = new Map<string, string>()
  private flushing: NodeJS.Timeout | undefined

  constructor(
    private readonly parts: KeyRingParts,
    kept: readonly KeyRecord[],
  ) {
    this.keys = new Map(kept.map(key => [key.id, key]))
  }

  /**
   * Whether there was never a key. Revoked and expired ones count: with the last key gone, nobody gets in by
   * the network, rather than everybody on this machine.
   */
  get isEmpty(): boolean {
    return this.keys.size === 0
  }

  /** Oldest first. */
  list(): KeyRecord[] {
    return [...this.keys.values()]
  }

  isValid(id: string): boolean {
    const key = this.keys.get(id)
    return key !== undefined && isInForce(key, this.parts.clock.now())
  }

  /** Whose key it is; undefined for one that is unknown, wrong, revoked, expired or malformed, all alike. */
  find(token: string): Caller | undefined {
    const given = parseKeyToken(token)
    const key = given && this.keys.get(given.id)
    const isRight = isSameSecret(hashSecret(given?.secret ?? ''), key?.secretHash ?? NO_HASH)
    return key !== undefined && isRight ? this.callerOf(key.id) : undefined
  }

  /** The caller of a key that was shown before; undefined when it is not in force any more. */
  callerOf(id: string): Caller | undefined {
    const key = this.keys.get(id)
    const now = this.parts.clock.now()
    if (key === undefined || !isInForce(key, now)) return undefined
    this.noteUse(key, now)
    return { kind: 'key', id, role: key.role, collections: key.collections ?? undefined }
  }

  /** @returns the record, and the token, which is shown this once */
  async create(given: NewKey): Promise<{ key: KeyRecord; token: string }> {
    const { id, secret, token } = createKeyToken()
    const createdAt = this.parts.clock.now().toISOString()
    const unused = { revokedAt: null, lastUsedAt: null }
    const key = { ...given, id, secretHash: hashSecret(secret), createdAt, ...unused }
    await this.parts.records.putKey(key)
    this.keys.set(id, key)
    return { key, token }
  }

  /** From here on nobody gets in with it. @returns false when there is none of that id that was in use */
  async revoke(id: string): Promise<boolean> {
    const key = this.keys.get(id)
    if (key === undefined || key.revokedAt !== null) return false
    const revokedAt = this.parts.clock.now().toISOString()
    // In memory first: whatever becomes of the write, it opens nothing any more.
    this.keys.set(id, { ...key, revokedAt })
    try {
      return await this.parts.records.revokeKey(id, revokedAt)
    } catch (error) {
      this.keys.set(id, key)
      throw error
    }
  }

  /** Writes down the uses that were not yet. */
  async flush(): Promise<void> {
    clearTimeout(this.flushing)
    this.flushing = undefined
    const uses = [...this.used].map(([id, at]) => ({ id, at }))
    this.used.clear()
    if (uses.length > 0) await this.parts.records.noteKeyUse(uses)
  }

  private noteUse(key: KeyRecord, now: Date): void {
    const last = key.lastUsedAt === null ? -Infinity : Date.parse(key.lastUsedAt)
    if (now.getTime() - last < USE_EVERY_MS) return
    const lastUsedAt = now.toISOString()
    this.keys.set(key.id, { ...key, lastUsedAt })
    this.used.set(key.id, lastUsedAt)
    this.flushing ??= setTimeout(() => {
      this.flush().catch((error: unknown) => {
        this.parts.log.error({ err: error }, 'the last use of keys was not written')
      })
    }, FLUSH_AFTER_MS).unref()
  }
}

function isInForce({ revokedAt, expiresAt }: KeyRecord, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || now.getTime() < Date.parse(expiresAt))
}
