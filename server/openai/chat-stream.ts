import type { Answer, AnswerProgress, Block } from '../../answer/answer.js'
import type { EventStream } from '../http/event-stream.js'
import { readerLanguage, readerMessage } from '../reader-messages.js'
import type { Wire } from '../shapes/response-schemas.js'
import {
  beyondOpenAi,
  citationsOf,
  refusalText,
  usageOf,
  type CompletionHead,
  type FinishedChat,
} from './chat-completion.js'
import { ChatText } from './chat-text.js'

type Chunk = Wire<'ChatCompletionChunk'>
type Delta = Chunk['choices'][number]['delta']

/**
 * Streams an answer as OpenAI's chunks. Only verified statements are sent, each whole. A client cannot take back
 * what it has shown: when the model breaks off after a statement, the content says so and quotes go on below.
 */
export class ChatStream implements AnswerProgress {
  private readonly text = new ChatText()
  private isBegun = false
  private isDiscarded = false

  constructor(
    private readonly stream: EventStream,
    private readonly head: CompletionHead,
    private readonly question: string,
  ) {}

  onBlock(block: Block): void {
    this.sayStartedOver()
    this.content(this.text.addBlock(block))
  }

  onDiscard(index: number): void {
    if (index >= this.text.blocks) return
    this.text.forgetBlocks()
    this.isDiscarded = true
  }

  /** Sends what is left, OpenAI's end mark included. */
  finish(
    answer: Answer,
    { prompt, server, includeUsage }: Pick<FinishedChat, 'prompt' | 'server'> & { includeUsage: boolean },
  ): void {
    if (answer.refusal !== null) {
      if (this.text.blocks > 0) this.onDiscard(0)
      this.sayStartedOver()
      this.content(this.text.addText(refusalText(answer, server)))
    }
    this.chunk({ annotations: this.text.annotations(answer, server) }, 'stop', {
      citations: citationsOf(answer),
      youju: beyondOpenAi(answer),
    })
    if (includeUsage) {
      const usage = usageOf(prompt, this.text.content)
      this.send({ ...this.head, object: 'chat.completion.chunk', choices: [], usage })
    }
    this.stream.sendLine('[DONE]')
  }

  private sayStartedOver(): void {
    if (!this.isDiscarded) return
    this.isDiscarded = false
    this.content(this.text.addText(readerMessage('startedOver', readerLanguage(this.question))))
  }

  private content(content: string): void {
    if (!this.isBegun) this.chunk({ role: 'assistant', content: '' })
    this.isBegun = true
    this.chunk({ content })
  }

  private chunk(delta: Delta, finish_reason: 'stop' | null = null, more: Partial<Chunk> = {}): void {
    const choices = [{ index: 0 as const, delta, logprobs: null, finish_reason }]
    this.send({ ...this.head, object: 'chat.completion.chunk', choices, ...more })
  }

  private send(chunk: Chunk): void {
    this.stream.send(null, chunk)
  }
}
