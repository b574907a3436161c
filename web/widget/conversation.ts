import type { ReactiveControllerHost } from 'lit'
import type { Answer } from '../shared/api-types.js'
import type { Api } from '../shared/api.js'
import { AskSession } from '../shared/ask-session.js'
import type { Turn } from './turn.js'

/** Older turns leave the page; the server still knows the conversation. */
const MAX_TURNS = 30

/** The questions asked so far and what became of each, oldest first. Updates its host at every change. */
export class Conversation {
  turns: readonly Turn[] = []
  /** The server's name of it; unknown until the first answer. */
  private id: string | undefined

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly api: Api,
  ) {}

  get current(): Turn | undefined {
    return this.turns.at(-1)
  }

  /** Puts a question at the end, to be answered; one that is still being answered is stopped. */
  add(question: string): Turn {
    this.current?.session.stop()
    const session = new AskSession(this.host, this.api)
    const turn: Turn = { question, session }
    for (const old of this.turns.slice(0, 1 - MAX_TURNS)) this.host.removeController(old.session)
    this.turns = [...this.turns.slice(1 - MAX_TURNS), turn]
    this.host.requestUpdate()
    return turn
  }

  /** Asks the question of a turn, again if need be. */
  async answer({ question, session }: Turn): Promise<Answer | null> {
    const answer = await session.ask({
      question,
      ...(this.id === undefined ? {} : { conversation_id: this.id }),
    })
    if (answer !== null) this.id = answer.conversation_id
    return answer
  }

  /** Ends what is under way and has the server forget the rest. */
  async forget(): Promise<void> {
    const { id } = this
    for (const { session } of this.turns) {
      session.stop()
      this.host.removeController(session)
    }
    this.turns = []
    this.id = undefined
    this.host.requestUpdate()
    if (id !== undefined) await this.api.forget(id)
  }
}
