import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ApiOptions } from './api.js'
import { ApiFailure, failureOfResponse, fetchResponse } from './api-failure.js'

/** Who is signed in; on a server without keys everybody on its machine is. */
export interface SignedIn {
  readonly key_id: string | null
  readonly role: 'reader' | 'writer' | 'admin'
  readonly csrf_token: string | null
}

/**
 * Whether this browser may use the server. The right itself is a cookie that no script can read; what is kept here
 * only proves that a request comes from our own page.
 */
export class BrowserSession implements ReactiveController {
  /** Null while nobody is signed in. */
  signedIn: SignedIn | null = null
  /** The server has said that a key is needed. */
  isKeyNeeded = false
  failure: ApiFailure | null = null
  /** Fulfilled once it was asked who is signed in, whatever came of it. */
  private asked: Promise<void> = Promise.resolve()

  constructor(
    private readonly host: ReactiveControllerHost,
    /** A key was taken: what was refused before can be asked again. */
    private readonly onSignedIn: () => void = () => undefined,
  ) {
    host.addController(this)
  }

  hostConnected(): void {
    // Without a network the page opens all the same; what is asked then says what is wrong.
    this.asked = this.send('GET').catch(() => undefined)
  }

  /** For `createApi`: headers of a request that may change something. */
  readonly headers = async (): Promise<Record<string, string>> => {
    await this.asked
    return this.proof()
  }

  /** For `createApi`: a request was refused. */
  readonly refused = ({ code }: ApiFailure): void => {
    if (code !== 'unauthenticated') return
    this.signedIn = null
    this.isKeyNeeded = true
    this.host.requestUpdate()
  }

  /** For `createPageApi`: both. */
  readonly connection: ApiOptions = { headers: this.headers, onFailure: this.refused }

  async signIn(key: string): Promise<void> {
    this.failure = null
    try {
      await this.send('POST', { key })
      this.onSignedIn()
    } catch (error) {
      this.failure = error instanceof ApiFailure ? error : new ApiFailure('fallback')
    }
    this.host.requestUpdate()
  }

  async signOut(): Promise<void> {
    await this.send('DELETE').catch(() => undefined)
    this.signedIn = null
    this.isKeyNeeded = true
    this.host.requestUpdate()
  }

  private proof(): Record<string, string> {
    const token = this.signedIn?.csrf_token
    return token === undefined || token === null ? {} : { 'X-Youju-Csrf': token }
  }

  private async send(method: 'GET' | 'POST' | 'DELETE', body?: unknown): Promise<void> {
    const content = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const response = await fetchResponse('/v1/session', {
      method,
      headers: { Accept: 'application/json', ...content, ...this.proof() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) {
      const failure = await failureOfResponse(response)
      this.refused(failure)
      throw failure
    }
    if (method === 'DELETE') return
    this.signedIn = (await response.json()) as SignedIn
    this.isKeyNeeded = false
    this.host.requestUpdate()
  }
}
