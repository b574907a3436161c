import type { Config } from '../../core/config.js'
import type { Clock } from '../../core/clock.js'
import type { ModelTokens } from '../../answer/answer.js'
import type { AccessRecords } from '../../store/access-records.js'
import type { Caller } from '../access/auth.js'
import { subjectsOf, type Subject, type SubjectKind } from './subjects.js'
import { WindowLimit } from './window-limit.js'

const DAY_SECONDS = 86_400

/** Tokens on one day; 0: no limit. */
export interface ModelTokensPerDay {
  readonly key: number
  readonly visitor: number
  readonly address: number
}

export function modelTokensPerDay(config: Config): ModelTokensPerDay {
  return {
    key: config.YOUJU_KEY_MODEL_TOKENS_PER_DAY,
    visitor: config.YOUJU_VISITOR_MODEL_TOKENS_PER_DAY,
    address: config.YOUJU_ADDRESS_MODEL_TOKENS_PER_DAY,
  }
}

export interface ModelTokenParts {
  readonly records: Pick<AccessRecords, 'takeQuota'>
  readonly clock: Clock
}

/** One limit of a caller: takes an amount unless it is too much, and takes a negative one back. */
type Account = (amount: number) => Promise<boolean>

/**
 * What the language model may read and write for a caller on one day, tokens: of a key and of a site kept in the
 * archive, of a visitor and of an address in memory.
 */
export class ModelTokenLimits {
  private readonly inMemory: Partial<Record<SubjectKind, WindowLimit>>

  constructor(
    private readonly parts: ModelTokenParts,
    private readonly perDay: ModelTokensPerDay = { key: 0, visitor: 0, address: 0 },
  ) {
    this.inMemory = { ...limitOf('visitor', perDay.visitor), ...limitOf('address', perDay.address) }
  }

  /** Undefined for a caller without any limit. */
  of(caller: Caller): ModelTokens | undefined {
    const accounts = subjectsOf(caller).flatMap(subject => this.accountOf(subject, caller) ?? [])
    if (accounts.length === 0) return undefined
    return {
      async take(tokens) {
        const taken: Account[] = []
        for (const account of accounts) {
          if (await account(tokens)) taken.push(account)
          else {
            await Promise.all(taken.map(one => one(-tokens)))
            return false
          }
        }
        return true
      },
      async giveBack(tokens) {
        await Promise.all(accounts.map(account => account(-tokens)))
      },
    }
  }

  private accountOf({ kind, id }: Subject, { limits }: Caller): Account | undefined {
    if (kind === 'site') return this.keptAccount(id, limits?.modelTokensPerDay ?? null)
    if (kind === 'key') return this.keptAccount(id, this.perDay.key || null)
    const limit = this.inMemory[kind]
    return limit && memoryAccount(limit, id)
  }

  private keptAccount(subject: string, limit: number | null): Account | undefined {
    if (limit === null) return undefined
    const { records, clock } = this.parts
    // Of the day on which the answer began, so that what is given back is that day's.
    const day = clock.now().toISOString().slice(0, 10)
    return amount => records.takeQuota({ subject, measure: 'model_tokens', day, amount, limit })
  }
}

function memoryAccount(limit: WindowLimit, id: string): Account {
  return async amount => {
    if (amount < 0) {
      await limit.giveBack(id, -amount)
      return true
    }
    const { isOver } = await limit.take(id, amount)
    if (isOver) await limit.giveBack(id, amount)
    return !isOver
  }
}

function limitOf(kind: SubjectKind, perDay: number): Partial<Record<SubjectKind, WindowLimit>> {
  return perDay === 0 ? {} : { [kind]: new WindowLimit({ limit: perDay, windowSeconds: DAY_SECONDS }) }
}
