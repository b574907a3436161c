import { errorFromProblem, YoujuError } from './youju-error.js'

export interface TransportOptions {
  /** Where the server is, such as `https://ask.example.org`. */
  readonly baseUrl: string
  /** Sent as `Authorization: Bearer`. Never put one into a page: use the widget there. */
  readonly apiKey?: string | undefined
  /** Longest wait for a sign of life: the whole answer, or the next part of a stream. Default 60,000. */
  readonly timeoutMs?: number | undefined
  /** More tries after 429 and 503, which mean that nothing was done. Default 2. */
  readonly maxRetries?: number | undefined
  /** Default: the global one. */
  readonly fetch?: typeof fetch | undefined
}

export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface HttpCall extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined
  readonly body?: unknown
  readonly accept?: 'application/json' | 'text/event-stream'
}

/** An answer of status 2xx, whose body still has to be read. */
export interface Opened {
  readonly response: Response
  /** Puts the end of the wait off: there was a sign of life. */
  readonly alive: () => void
  /** Nothing more is waited for. */
  readonly close: () => void
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_RETRIES = 2
const FIRST_PAUSE_MS = 500
const MAX_PAUSE_MS = 30_000
const RETRIED = [429, 503]

/** HTTP with a bound on every wait, and tries again where nothing was done. */
export class Transport {
  constructor(private readonly options: TransportOptions) {
    new URL(options.baseUrl)
  }

  /** @throws {YoujuError}; the signal's reason when it aborts */
  async open(call: HttpCall): Promise<Opened> {
    const maxRetries = this.options.maxRetries ?? DEFAULT_RETRIES
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.tryOnce(call)
      } catch (error) {
        const isRetried = error instanceof YoujuError && RETRIED.includes(error.status ?? 0)
        if (!isRetried || attempt >= maxRetries) throw error
        const pauseMs = error.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random())
        // A server that asks for more patience than that is better asked by somebody else, later.
        if (pauseMs > MAX_PAUSE_MS) throw error
        await pause(pauseMs, call.signal)
      }
    }
  }

  private async tryOnce(call: HttpCall): Promise<Opened> {
    const wait = new Wait(this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS, call.signal)
    try {
      const response = await this.fetch(call, wait.signal)
      if (response.ok) {
        return {
          response,
          alive: () => {
            wait.restart()
          },
          close: () => {
            wait.end()
          },
        }
      }
      const problem: unknown = await response.json().catch(() => undefined)
      throw errorFromProblem(problem, response)
    } catch (error) {
      wait.end()
      throw failureOf(error, call.signal)
    }
  }

  private fetch(
    { method, path, query = {}, body, accept }: HttpCall,
    signal: AbortSignal,
  ): Promise<Response> {
    const { baseUrl, apiKey, fetch: send = fetch } = this.options
    const address = new URL(baseUrl.replace(/\/+$/, '') + path)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value))
    const headers = {
      Accept: accept ?? 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
    }
    // A redirect would take the key to another address.
    const request: RequestInit = { method, headers, signal, redirect: 'error' }
    return send(address, body === undefined ? request : { ...request, body: JSON.stringify(body) })
  }
}

/** What a failed read is to the caller: its own abort as it is, everything else as a YoujuError. */
export function failureOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof YoujuError) return error
  const message = 'The server could not be reached, or the connection broke off.'
  return new YoujuError({ code: 'unreachable', message, cause: error })
}

/** Aborts with the caller's signal, or when there was no sign of life for too long. */
class Wait {
  private readonly controller = new AbortController()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    if (outer?.aborted === true) this.onOuter()
    else outer?.addEventListener('abort', this.onOuter, { once: true })
    this.restart()
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  restart(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      const message = `The server gave no sign of life for ${this.timeoutMs} ms.`
      this.controller.abort(new YoujuError({ code: 'no_answer_in_time', message }))
    }, this.timeoutMs)
  }

  end(): void {
    clearTimeout(this.timer)
    this.outer?.removeEventListener('abort', this.onOuter)
  }

  private readonly onOuter = (): void => {
    this.controller.abort(this.outer?.reason)
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, milliseconds)
    if (signal?.aborted === true) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
