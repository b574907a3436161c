import type { Answer } from '../../answer/answer.js'
import type { Wire } from '../shapes/response-schemas.js'
import { sourceLink } from '../source-link.js'
import { blockToWire } from '../shapes/wire.js'
import type { ChatText } from './chat-text.js'
import { estimateTokens } from '../../core/text/estimate-tokens.js'

/** What every part of one completion repeats. */
export interface CompletionHead {
  readonly id: string
  /** Unix time, seconds. */
  readonly created: number
  readonly model: string
}

/** Says it in words when the archive does not hold the answer, with the nearest sources. */
export function refusalText({ refusal }: Answer, server: string | null): string {
  if (refusal === null) return ''
  const nearest = refusal.nearest.map(({ passage }) => `- ${passage.title} ${sourceLink(passage, server)}`)
  return [refusal.message, ...nearest].join('\n')
}

export function citationsOf(answer: Answer): Wire<'Citation'>[] {
  return answer.blocks.flatMap(block => blockToWire(block).citations)
}

/** What OpenAI's shape has no field for. */
export function beyondOpenAi(answer: Answer): Wire<'ChatCompletion'>['youju'] {
  return {
    answer_id: answer.id,
    answered: answer.answered,
    confidence: answer.confidence,
    mode: answer.mode,
    standalone_question: answer.standaloneQuestion,
    degraded: answer.degraded && { code: answer.degraded.code, message: answer.degraded.message },
  }
}

export function usageOf(prompt: string, content: string): Wire<'ChatCompletion'>['usage'] {
  const [prompt_tokens, completion_tokens] = [estimateTokens(prompt), estimateTokens(content)]
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

export interface FinishedChat {
  readonly head: CompletionHead
  readonly answer: Answer
  readonly text: ChatText
  readonly prompt: string
  readonly server: string | null
}

export function chatCompletion({ head, answer, text, prompt, server }: FinishedChat): Wire<'ChatCompletion'> {
  const { content } = text
  const annotations = text.annotations(answer, server)
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, annotations },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usageOf(prompt, content),
    citations: citationsOf(answer),
    youju: beyondOpenAi(answer),
  }
}
