import { createHmac } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '../../answer/answer.js'
import { AppError } from '../../core/errors.js'
import { normaliseText } from '../../core/text/normalise.js'
import type { ServerDeps } from '../deps.js'
import type { Gate } from '../http/gate.js'
import { readerMessage, type ReaderMessage } from '../reader-messages.js'
import { narrowCollections } from '../access/rights.js'
import { serverAddress } from '../source-link.js'
import type { ChannelMessage } from './channel.js'
import type { AccountSettings } from './channel-settings.js'
import { ExpiringMap } from './expiring-map.js'
import { plainAnswer } from './plain-answer.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Platforms deliver again within seconds; a late answer is fetched within minutes. */
const REMEMBERED_MS = 10 * MINUTE_MS
const MAX_REMEMBERED = 2000
const MAX_COUNTED = 100_000
/** Such as 好的, 1, ok: asks for what was promised, and nothing else. */
const NUDGE_CHARACTERS = 4

export type DeskDeps = Pick<
  ServerDeps,
  'access' | 'answerer' | 'archive' | 'clock' | 'config' | 'lifecycle' | 'log'
>

export interface DeskOptions {
  /** Such as `wechat/news`. */
  readonly name: string
  readonly settings: AccountSettings
  /** Makes what is kept of a person unlinkable to them without it. */
  readonly secret: string
  readonly maxReplyBytes: number
  /** The platform gives up on a reply soon after it. */
  readonly replyWithinMs: number
  readonly gate: Gate
}

/** What one message led to: an answer, or something to be told. */
type Outcome = { readonly question: string; readonly answer: Answer } | { readonly notice: string }
/** Never rejects. */
type Turn = Promise<readonly Outcome[]>

/**
 * Answers the messages of one account of a chat platform: each message once, however often it is delivered;
 * within the time that the platform allows, or else when the person writes again; each person with a
 * conversation and a budget of their own.
 */
export class ChannelDesk {
  private readonly signatures: ExpiringMap<string>
  private readonly turns: ExpiringMap<Turn>
  private readonly promised: ExpiringMap<{ readonly turn: Turn; readonly question: string }>
  private readonly lastMinute: ExpiringMap<{ count: number }>
  private readonly today: ExpiringMap<{ count: number }>

  constructor(
    private readonly deps: DeskDeps,
    private readonly options: DeskOptions,
  ) {
    const map = <Value>(maxEntries: number, maxAgeMs: number) =>
      new ExpiringMap<Value>({ maxEntries, maxAgeMs, clock: deps.clock })
    this.signatures = map(MAX_COUNTED, REMEMBERED_MS)
    this.turns = map(MAX_REMEMBERED, REMEMBERED_MS)
    this.promised = map(MAX_REMEMBERED, REMEMBERED_MS)
    this.lastMinute = map(MAX_COUNTED, MINUTE_MS)
    this.today = map(MAX_COUNTED, DAY_MS)
  }

  /**
   * What to reply; null for nothing.
   * @throws {AppError} `forbidden` when the signature was used for another message before
   */
  async receive(message: ChannelMessage, signatureId: string): Promise<string | null> {
    const { messageId } = message
    if ((this.signatures.get(signatureId) ?? messageId) !== messageId) {
      throw new AppError('forbidden', 'The signature belongs to another message.')
    }
    this.signatures.set(signatureId, messageId)
    switch (message.kind) {
      case 'arrival':
        return this.options.settings.greeting ?? this.notice('greeting')
      case 'unreadable':
        return this.notice('unreadable')
      case 'departure':
        await this.forget(message.userId)
        return null
      case 'other':
        return null
      case 'question':
        return this.answerInTime(message)
    }
  }

  private async answerInTime(message: ChannelMessage): Promise<string> {
    const { userId, messageId, text: question } = message
    const turn = this.turns.get(messageId) ?? this.begin(message)
    this.turns.set(messageId, turn)
    const stop = new AbortController()
    const late = delay(this.options.replyWithinMs, 'late' as const, { signal: stop.signal, ref: false })
    const first = await Promise.race([turn, late]).finally(() => {
      stop.abort()
      late.catch(() => undefined)
    })
    if (first === 'late') {
      this.promised.set(userId, { turn, question })
      return this.notice('later')
    }
    if (this.promised.get(userId)?.turn === turn) this.promised.delete(userId)
    return this.compose(first)
  }

  /** An answer that was promised comes first, whatever is written; a new question is answered below it. */
  private begin(message: ChannelMessage): Turn {
    const promised = this.promised.get(message.userId)
    this.promised.delete(message.userId)
    if (promised === undefined) return this.ask(message).then(outcome => [outcome])
    const isNudge =
      message.text === promised.question || Array.from(message.text.trim()).length <= NUDGE_CHARACTERS
    if (isNudge) return promised.turn
    return Promise.all([promised.turn, this.ask(message)]).then(([before, asked]) => [
      ...before.slice(-1),
      asked,
    ])
  }

  private async ask({ userId, text }: ChannelMessage): Promise<Outcome> {
    const question = normaliseText(text).trim()
    if (question === '') return { notice: this.notice('empty') }
    if (question.length > this.deps.config.YOUJU_QUESTION_MAX_CHARACTERS)
      return { notice: this.notice('tooLong') }
    const spent = this.spend(userId)
    if (spent !== undefined) return { notice: this.notice(spent) }
    try {
      return { question, answer: await this.answer(question, userId) }
    } catch (error) {
      return { notice: this.failure(error) }
    }
  }

  private async answer(question: string, userId: string): Promise<Answer> {
    const { access, answerer, archive, config, lifecycle } = this.deps
    const person = this.personOf(userId)
    const { collections } = this.options.settings
    const caller = { kind: 'anonymous', id: person, role: 'widget', collections } as const
    const signal = AbortSignal.any([lifecycle.cutoff, AbortSignal.timeout(config.YOUJU_REQUEST_TIMEOUT_MS)])
    const place = await this.options.gate.enter(signal)
    try {
      const request = {
        owner: person,
        question,
        collections: await narrowCollections(caller, undefined, archive),
        conversationId: person,
        modelTokens: access.modelTokensOf(caller),
      }
      return await answerer.answer(request, { onWaiting: place.standAside }, signal)
    } finally {
      place.leave()
    }
  }

  private spend(userId: string): 'perMinute' | 'perDay' | undefined {
    const { questions_per_minute: perMinute, questions_per_day: perDay } = this.options.settings
    if (!count(this.lastMinute, userId, perMinute)) return 'perMinute'
    return count(this.today, userId, perDay) ? undefined : 'perDay'
  }

  private failure(error: unknown): string {
    if (error instanceof AppError && error.code === 'empty_question') return this.notice('empty')
    if (error instanceof AppError && error.code === 'too_many_requests') return this.notice('busy')
    this.deps.log.warn({ err: error, channel: this.options.name }, 'a question of a channel was not answered')
    return this.notice('failed')
  }

  private compose(outcomes: readonly Outcome[]): string {
    const { maxReplyBytes } = this.options
    const server = serverAddress(this.deps.config, undefined)
    const share = Math.floor(maxReplyBytes / outcomes.length) - (outcomes.length > 1 ? 2 : 0)
    const texts = outcomes.map(outcome => {
      if ('notice' in outcome) return outcome.notice
      if (outcomes.length === 1) return plainAnswer(outcome.answer, share, server)
      const heading = `${Array.from(outcome.question).slice(0, 30).join('')}\n`
      return heading + plainAnswer(outcome.answer, share - Buffer.byteLength(heading), server)
    })
    return texts.join('\n\n')
  }

  private async forget(userId: string): Promise<void> {
    const person = this.personOf(userId)
    this.promised.delete(userId)
    await this.deps.archive.deleteConversation(person, { owner: person })
  }

  private personOf(userId: string): string {
    const hash = createHmac('sha256', this.options.secret).update(userId).digest('hex').slice(0, 32)
    return `${this.options.name}/${hash}`
  }

  private notice(message: ReaderMessage): string {
    return readerMessage(message, this.options.settings.language)
  }
}

/** @returns false when it is one too many */
function count(window: ExpiringMap<{ count: number }>, key: string, limit: number): boolean {
  const entry = window.get(key)
  if (entry === undefined) window.set(key, { count: 1 })
  else if (entry.count >= limit) return false
  else entry.count += 1
  return true
}
