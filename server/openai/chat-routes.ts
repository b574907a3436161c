import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AnswerRequest } from '../../answer/answer.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { ANSWER_EXAMPLE, BLOCK_EXAMPLE } from '../routes/examples.js'
import { serverAddress } from '../source-link.js'
import { chatCompletion, refusalText, type CompletionHead } from './chat-completion.js'
import { chatQuestion, chatRequest, promptText, type ChatRequest } from './chat-request.js'
import { ChatStream } from './chat-stream.js'
import { ChatText } from './chat-text.js'
import { collectionsOfModel } from './models.js'

type Deps = Pick<ServerDeps, 'access' | 'answerer' | 'archive' | 'clock' | 'config'>

const DESCRIPTION =
  'OpenAI’s chat completions, for programs that speak them: point a client’s base URL at `/v1`. The answer is ' +
  'a message with [1] markers; `annotations` cite the sources of each statement, `citations` the exact ' +
  'characters. Fields that only steer a model’s writing (temperature, max_tokens, tools, …) are ignored, ' +
  'unlike unknown fields elsewhere. What the archive does not hold is said in an ordinary message, with ' +
  '`youju.answered: false`.'

/** `POST /v1/chat/completions`, whole and as a stream. */
export function chatRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/chat/completions',
      operationId: 'createChatCompletion',
      tag: 'OpenAI',
      summary: 'Answer the last message of a chat, as OpenAI does',
      description: DESCRIPTION,
      role: 'reader',
      audited: false,
      gate: 'question',
      query: schemas.noQuery,
      headers: z.object({ host: z.string().optional() }),
      failures: 'openai',
      body: {
        name: 'ChatCompletionsPost',
        schema: chatRequest,
        example: { model: 'youju', messages: [{ role: 'user', content: '图书馆几点开门？' }] },
      },
      responses: {
        200: { description: 'The answer', body: 'ChatCompletion', example: COMPLETION_EXAMPLE },
      },
      errors: ['empty_question', 'collection_not_found', 'embedding_failed', 'model_unavailable'],
      questionOf: body => chatQuestion(body, deps.config.YOUJU_QUESTION_MAX_CHARACTERS).question,
      async handle({ body, headers, caller, signal, standAside }) {
        const asked = await askedOf(body, caller, deps)
        const answer = await deps.answerer.answer(asked.request, { onWaiting: () => standAside?.() }, signal)
        const server = serverAddress(deps.config, headers.host)
        const text = new ChatText()
        for (const block of answer.blocks) text.addBlock(block)
        if (answer.refusal !== null) text.addText(refusalText(answer, server))
        return reply(200, chatCompletion({ ...asked, answer, text, server }))
      },
      stream: {
        description:
          'With `"stream": true`: chunks as server-sent events, each verified statement whole; the last delta ' +
          'holds `annotations`, `citations` and `youju`; then `[DONE]`. A failure in mid-stream is a chunk ' +
          'with `error`.',
        events: { message: 'ChatCompletionChunk' },
        when: body => body.stream === true,
        async run({ body, headers, caller, signal, standAside }, stream) {
          const { request, head, prompt } = await askedOf(body, caller, deps)
          const chat = new ChatStream(stream, head, request.question)
          const progress = {
            onWaiting: () => standAside?.(),
            onBlock: chat.onBlock.bind(chat),
            onDiscard: chat.onDiscard.bind(chat),
          }
          const answer = await deps.answerer.answer(request, progress, signal)
          const server = serverAddress(deps.config, headers.host)
          const includeUsage = body.stream_options?.include_usage === true
          chat.finish(answer, { prompt, server, includeUsage })
        },
      },
    }),
  ]
}

interface Asked {
  readonly request: AnswerRequest
  readonly head: CompletionHead
  readonly prompt: string
}

async function askedOf(body: ChatRequest, caller: Caller, deps: Deps): Promise<Asked> {
  const { access, archive, clock, config } = deps
  const collections = await collectionsOfModel(body.model, caller, archive)
  return {
    request: {
      ...chatQuestion(body, config.YOUJU_QUESTION_MAX_CHARACTERS),
      owner: caller.id,
      collections,
      modelTokens: access.modelTokensOf(caller),
    },
    head: {
      id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
      created: Math.floor(clock.now().getTime() / 1000),
      model: body.model,
    },
    prompt: promptText(body),
  }
}

const { text: statement, citations } = BLOCK_EXAMPLE
const COMPLETION_EXAMPLE = {
  id: 'chatcmpl-2f1c',
  created: 1_740_879_000,
  model: 'youju',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: `${statement} [1]`,
        refusal: null,
        annotations: [
          {
            type: 'url_citation',
            url_citation: {
              start_index: 0,
              end_index: statement.length,
              title: '云湾图书馆新馆今日开放',
              url: 'https://yunwan.example/2025/0301',
            },
          },
        ],
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 8, completion_tokens: 24, total_tokens: 32 },
  citations,
  youju: {
    answer_id: ANSWER_EXAMPLE.id,
    answered: true,
    confidence: 0.91,
    mode: 'extractive',
    standalone_question: ANSWER_EXAMPLE.question,
    degraded: null,
  },
}
