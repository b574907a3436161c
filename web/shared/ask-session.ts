import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { ApiFailure } from './api-failure.js'
import type { Answer, AnswerRequest, Block } from './api-types.js'
import type { Api } from './api.js'

/** How far the question in hand has come. Blocks are verified and stay when the rest does not come. */
export type AskState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking'; readonly blocks: readonly Block[]; readonly draft: string }
  | { readonly phase: 'stopped'; readonly blocks: readonly Block[] }
  | { readonly phase: 'failed'; readonly blocks: readonly Block[]; readonly failure: ApiFailure }
  | { readonly phase: 'answered'; readonly answer: Answer }

/** Asks one question at a time: a new one ends the one before it. Updates its host at every change. */
export class AskSession implements ReactiveController {
  state: AskState = { phase: 'idle' }
  private work = new AbortController()

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly api: Api,
  ) {
    host.addController(this)
  }

  hostDisconnected(): void {
    this.work.abort()
  }

  /** @returns the answer, or null when it was stopped, failed or overtaken by another question */
  ask(request: AnswerRequest): Promise<Answer | null> {
    return this.run(signal => {
      const progress = {
        onSources: () => undefined,
        onBlock: (block: Block) => {
          if (!signal.aborted) this.grow(blocks => ({ blocks: [...blocks, block], draft: '' }))
        },
        onDraft: (text: string) => {
          if (!signal.aborted) this.grow((blocks, draft) => ({ blocks, draft: draft + text }))
        },
        onDiscard: (index: number) => {
          if (!signal.aborted) this.grow(blocks => ({ blocks: blocks.slice(0, index), draft: '' }))
        },
      }
      return this.api.ask(request, progress, signal)
    })
  }

  /** Shows an answer that was given before; one that is no longer kept, or not for this reader, is asked for again. */
  async recall(answerId: string, request: AnswerRequest): Promise<Answer | null> {
    const recalled = await this.run(signal => this.api.answer(answerId, signal))
    const isGone = this.state.phase === 'failed' && this.state.failure.code === 'answer_not_found'
    return isGone ? this.ask(request) : recalled
  }

  /** Ends the work and keeps what has arrived. */
  stop(): void {
    if (this.state.phase !== 'asking') return
    this.work.abort()
    this.become({ phase: 'stopped', blocks: this.state.blocks })
  }

  clear(): void {
    this.work.abort()
    this.become({ phase: 'idle' })
  }

  private async run(start: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | null> {
    this.work.abort()
    const work = new AbortController()
    this.work = work
    this.become({ phase: 'asking', blocks: [], draft: '' })
    try {
      const answer = await start(work.signal)
      if (work.signal.aborted) return null
      this.become({ phase: 'answered', answer })
      return answer
    } catch (error) {
      if (!work.signal.aborted) this.fail(error)
      return null
    }
  }

  private fail(error: unknown): void {
    const failure = error instanceof ApiFailure ? error : new ApiFailure('fallback')
    const blocks = this.state.phase === 'asking' ? this.state.blocks : []
    this.become({ phase: 'failed', blocks, failure })
  }

  private grow(
    next: (blocks: readonly Block[], draft: string) => { blocks: readonly Block[]; draft: string },
  ): void {
    if (this.state.phase !== 'asking') return
    this.become({ phase: 'asking', ...next(this.state.blocks, this.state.draft) })
  }

  private become(state: AskState): void {
    this.state = state
    this.host.requestUpdate()
  }
}
