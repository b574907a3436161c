import { failureOfResponse, fetchResponse } from '../shared/api-failure.js'

/** Renewed this long before it ends: a question on its way must not meet the end. */
const RENEW_BEFORE_MS = 30_000

interface Session {
  readonly token: string
  readonly endsAtMs: number
}

/**
 * The right to ask, lent by the server to this site for some minutes and renewed without a word. The site key is
 * public: what protects the server is that it checks from where it is asked.
 */
export class WidgetSession {
  private pending: Promise<Session> | undefined
  /** The server then knows the visitor again, and the conversation goes on. */
  private previous: string | undefined

  constructor(
    private readonly server: string,
    private readonly siteKey: string,
  ) {}

  /** @throws {ApiFailure} when the server lends none to this page */
  async authorization(renew: boolean): Promise<string> {
    if (renew) this.pending = undefined
    let session = await this.current()
    if (Date.now() > session.endsAtMs - RENEW_BEFORE_MS) {
      this.pending = undefined
      session = await this.current()
    }
    return `Bearer ${session.token}`
  }

  /** Questions asked at once share one request. */
  private current(): Promise<Session> {
    if (this.pending === undefined) {
      const opened = this.open()
      this.pending = opened
      opened.catch(() => {
        if (this.pending === opened) this.pending = undefined
      })
    }
    return this.pending
  }

  private async open(): Promise<Session> {
    const response = await fetchResponse(`${this.server}/v1/widget/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ site_key: this.siteKey, previous: this.previous }),
    })
    if (!response.ok) throw await failureOfResponse(response)
    const { token, expires_at: expiresAt } = (await response.json()) as { token: string; expires_at: string }
    this.previous = token
    return { token, endsAtMs: Date.parse(expiresAt) }
  }
}
