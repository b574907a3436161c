import type { Agent } from 'undici'
import { AppError } from '../../core/errors.js'
import { createAddressPolicy } from './address-policy.js'
import { checkUrl } from './check-url.js'
import { resolveHost, type ResolveHost } from './checked-connector.js'
import { fetchFailed } from './fetch-failure.js'
import { exchange, openAgent, type Exchange, type ExchangeOptions } from './exchange.js'
import { HostTurns, type Waiting } from './host-turns.js'
import { retryAfterMs } from './retry-after.js'
import { RobotsCache, type ReadRobots, type RobotsRules } from './robots.js'
import { systemWaiting } from './system-waiting.js'

/** What was told of a page when it was fetched last: asked again with it, an unchanged page costs no body. */
export interface Validators {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

export interface FetchRequest {
  readonly url: string
  /** Default GET. Only GET follows redirects. */
  readonly method?: 'GET' | 'POST'
  /** Sent to the first host only, never to one that it redirects to. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Answered with status 304 and no bytes when nothing changed. */
  readonly validators?: Validators | undefined
  /**
   * As a robot on somebody's site: robots.txt is heeded, requests to a host follow one another with a pause, and
   * `Retry-After` is waited for. Default true; false for what the receiver ordered, such as a webhook.
   */
  readonly isRobot?: boolean
  /** Of the body, as it comes and as it becomes. Default: the setting. */
  readonly maxBytes?: number
  /** For the whole exchange, redirects included, waiting for one's turn excluded. Default: the setting. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface FetchResponse {
  /** Where the answer came from, after every redirect. */
  readonly url: string
  /** Any status that is no redirect: the caller decides what 404 means. */
  readonly status: number
  /** By lower-case name; of several with one name, joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly bytes: Uint8Array
}

/** The one way out: everything that asks another host for something goes through it. */
export interface Fetcher {
  /**
   * @throws {AppError} `fetch_refused` (this address or one it redirects to may not be asked), `robots_disallowed`,
   * `fetch_too_large`, `fetch_failed` (nobody answered, or not in time); the signal's reason when it aborts
   */
  fetch(request: FetchRequest): Promise<FetchResponse>
  /** What the site of this address asks of robots. */
  robotsFor(url: string, signal?: AbortSignal): Promise<RobotsRules>
  close(): Promise<void>
}

export interface FetcherOptions {
  /** YOUJU_FETCH_ALLOWED_HOSTS */
  readonly allowedHosts: string
  readonly userAgent: string
  /** Whether robots.txt is read at all. */
  readonly robots: boolean
  /** Pause between two requests to one host, milliseconds. */
  readonly delayMs: number
  readonly maxBytes: number
  readonly timeoutMs: number
  /** Default: the machine's name service. */
  readonly resolve?: ResolveHost
  readonly time?: Waiting
}

const MAX_REDIRECTS = 5
const MAX_TRIES = 3
/** A host that wants to be left alone for longer is asked again at the next sync. */
const MAX_HELD_MS = 60_000
/** RFC 9309, 2.5: at least so much of a robots.txt is read. */
const MAX_ROBOTS_BYTES = 512 * 1024
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const BUSY = new Set([429, 503])

/** @throws {AppError} `invalid_config` when the list of allowed hosts cannot be read */
export function createFetcher(options: FetcherOptions): Fetcher {
  return new CheckedFetcher(options)
}

/** One request on its way: what is left of its time and redirects. */
interface Journey {
  readonly request: FetchRequest
  readonly onLimit: 'fail' | 'cut'
  readonly maxBytes: number
  leftMs: number
  redirects: number
}

class CheckedFetcher implements Fetcher {
  private readonly policy
  private readonly time: Waiting
  private readonly turns: HostTurns
  private readonly robots: RobotsCache
  private agent: Promise<Agent> | undefined

  constructor(private readonly options: FetcherOptions) {
    this.policy = createAddressPolicy(options.allowedHosts)
    this.time = options.time ?? systemWaiting
    this.turns = new HostTurns(this.time)
    this.robots = new RobotsCache(options.userAgent, this.time)
  }

  async fetch(request: FetchRequest): Promise<FetchResponse> {
    const { maxBytes = this.options.maxBytes, timeoutMs = this.options.timeoutMs } = request
    return this.travel({ request, onLimit: 'fail', maxBytes, leftMs: timeoutMs, redirects: 0 })
  }

  robotsFor(url: string, signal?: AbortSignal): Promise<RobotsRules> {
    const { origin } = checkUrl(url, this.policy)
    return this.robots.rulesFor(origin, address => this.readRobots(address, signal))
  }

  async close(): Promise<void> {
    const agent = await this.agent
    await agent?.destroy()
  }

  private async travel(journey: Journey): Promise<FetchResponse> {
    const { request } = journey
    let url = checkUrl(request.url, this.policy)
    const first = url.origin
    for (;;) {
      const answer = await this.visit(url, journey, url.origin === first)
      const target = answer.headers['location']
      const isFollowed = REDIRECTS.has(answer.status) && target !== undefined && request.method !== 'POST'
      if (!isFollowed) return { url: url.href, ...answer }
      if (++journey.redirects > MAX_REDIRECTS) throw fetchFailed(url, 'It redirects on and on.')
      url = checkUrl(target, this.policy, url)
    }
  }

  /** One host, as politely as was asked for. */
  private async visit(url: URL, journey: Journey, isFirstHost: boolean): Promise<Exchange> {
    const { request } = journey
    if (request.isRobot === false) return this.ask(url, journey, isFirstHost)
    const rules = await this.requireAllowed(url, request.signal)
    const pauseMs = Math.max(this.options.delayMs, rules?.delayMs ?? 0)
    for (let tries = 1; ; tries++) {
      this.requireNotHeld(url)
      const answer = await this.turns.take(url.host, { pauseMs, signal: request.signal }, () =>
        this.ask(url, journey, isFirstHost),
      )
      if (!BUSY.has(answer.status)) return answer
      const heldMs = retryAfterMs(answer.headers['retry-after'], this.time.nowMs())
      if (heldMs !== undefined) this.turns.holdBack(url.host, this.time.nowMs() + heldMs)
      if (heldMs === undefined || tries === MAX_TRIES) return answer
    }
  }

  private requireNotHeld(url: URL): void {
    const heldMs = this.turns.heldForMs(url.host)
    if (heldMs <= MAX_HELD_MS) return
    throw fetchFailed(
      url,
      `Its host asks to be left alone for another ${Math.ceil(heldMs / 60_000)} minutes.`,
      {
        details: { retry_after_seconds: Math.ceil(heldMs / 1000) },
      },
    )
  }

  private async requireAllowed(url: URL, signal: AbortSignal | undefined): Promise<RobotsRules | undefined> {
    if (!this.options.robots) return undefined
    const rules = await this.robots.rulesFor(url.origin, address => this.readRobots(address, signal))
    if (rules.isUnknown)
      throw fetchFailed(url, 'The robots.txt of its host could not be read, so nothing there is.')
    if (rules.isAllowed(url.href)) return rules
    throw new AppError(
      'robots_disallowed',
      `${url.host} asks in its robots.txt not to read this page. It was not read.`,
    )
  }

  private async readRobots(url: string, signal: AbortSignal | undefined): ReturnType<ReadRobots> {
    const request: FetchRequest = { url, signal, isRobot: false }
    try {
      const { timeoutMs: leftMs } = this.options
      const answer = await this.travel({
        ...{ request, leftMs, redirects: 0 },
        ...{ maxBytes: MAX_ROBOTS_BYTES, onLimit: 'cut' },
      })
      if (answer.status >= 200 && answer.status < 300) return { text: new TextDecoder().decode(answer.bytes) }
      return answer.status >= 400 && answer.status < 500 && answer.status !== 429 ? 'missing' : 'unreachable'
    } catch (error) {
      if (error instanceof AppError && error.code === 'fetch_failed') return 'unreachable'
      throw error
    }
  }

  private async ask(url: URL, journey: Journey, isFirstHost: boolean): Promise<Exchange> {
    const begunMs = performance.now()
    this.agent ??= openAgent({ policy: this.policy, resolve: this.options.resolve ?? resolveHost })
    const { request, leftMs, maxBytes, onLimit } = journey
    const options: ExchangeOptions = {
      ...{ url, maxBytes, onLimit, timeoutMs: leftMs },
      method: request.method ?? 'GET',
      headers: this.headersFor(request, isFirstHost),
      body: request.body,
      signal: request.signal,
    }
    const answer = await exchange(await this.agent, options)
    journey.leftMs -= performance.now() - begunMs
    return answer
  }

  private headersFor({ headers, validators }: FetchRequest, isFirstHost: boolean): Record<string, string> {
    const { etag, lastModified } = validators ?? {}
    return {
      ...(isFirstHost ? headers : {}),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
      ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
      'user-agent': this.options.userAgent,
    }
  }
}
