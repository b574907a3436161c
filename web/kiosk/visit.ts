import type { ReactiveControllerHost } from 'lit'
import type { Api } from '../shared/api.js'
import { AskSession } from '../shared/ask-session.js'

/** What one visitor asks, one question after the other, until it is forgotten. */
export class Visit {
  readonly session: AskSession
  private conversationId: string | undefined
  /** Grows when everything is forgotten: answers that arrive later are of somebody who has left. */
  private visitor = 0

  /** @param collection asked about; null: all */
  constructor(
    host: ReactiveControllerHost,
    private readonly api: Api,
    private readonly collection: string | null,
  ) {
    this.session = new AskSession(host, api)
  }

  async ask(question: string): Promise<void> {
    const { collection, conversationId, visitor } = this
    const answer = await this.session.ask({
      question,
      ...(collection === null ? {} : { collections: [collection] }),
      ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
    })
    if (answer === null) return
    if (this.visitor === visitor) this.conversationId = answer.conversation_id
    else this.forgetConversation(answer.conversation_id)
  }

  /** Forgets everything of this visitor, on the server too. */
  forget(): void {
    this.visitor += 1
    this.session.clear()
    if (this.conversationId !== undefined) this.forgetConversation(this.conversationId)
    this.conversationId = undefined
  }

  /** What the server could not be told it forgets by itself after a while. */
  private forgetConversation(id: string): void {
    void this.api.forget(id).catch(() => undefined)
  }
}
