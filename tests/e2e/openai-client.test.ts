import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI, { BadRequestError, NotFoundError, PermissionDeniedError } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RESPONSE_SCHEMAS, type Wire } from '../../server/shapes/response-schemas.js'
import { breaksOff } from '../answer/scripted-model-server.js'
import { expectShape } from '../server/conformance.js'
import { send } from '../server/test-server.js'
import { GenerationService, QUESTION as LIBRARY_QUESTION, replyOf, TRUE_CLAIM } from './generation-service.js'
import { startService, type Service } from './service.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-openai-'))
const QUESTION = '梓汀半马2024年的男子冠军是谁？'
const DOCUMENTS = [
  {
    id: 'w2024',
    title: '2024年梓汀半马',
    text: '2024年梓汀半马的男子冠军是裴少川，成绩为一小时七分。',
    url: 'https://ziting.example/2024',
  },
  { id: 'w2025', title: '2025年梓汀半马', text: '2025年梓汀半马的男子冠军是骆北川，成绩为一小时六分。' },
]

let service: Service
let client: OpenAI
beforeAll(async () => {
  service = await startService({ YOUJU_DATA_DIR: dataDir })
  const put = (path: string, body: object) => send(service.port, path, { method: 'PUT', body })
  await put('/v1/collections/sport', { name: '体育' })
  await put('/v1/collections/empty', {})
  await send(service.port, '/v1/collections/sport/documents', { body: { documents: DOCUMENTS } })
  client = new OpenAI({ apiKey: 'unused', baseURL: `http://127.0.0.1:${service.port}/v1`, maxRetries: 0 })
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true })
})

const user = (content: string) => ({ role: 'user' as const, content })
const textOf = async (collection: string, id: string): Promise<string> => {
  const shown = await send(service.port, `/v1/collections/${collection}/documents/${id}`)
  return (expectShape(shown, 200, 'Document') as Wire<'Document'>).text
}
/** Our own fields, which the client hands through without knowing them. */
const ours = z.looseObject({
  citations: z.array(RESPONSE_SCHEMAS.Citation),
  youju: RESPONSE_SCHEMAS.ChatCompletion.shape.youju,
})

async function streamed(body: Pick<OpenAI.ChatCompletionCreateParamsStreaming, 'messages'>, api = client) {
  const chunks: OpenAI.ChatCompletionChunk[] = []
  const stream = await api.chat.completions.create({
    model: 'youju',
    stream: true,
    stream_options: { include_usage: true },
    ...body,
  })
  for await (const chunk of stream) chunks.push(chunk)
  const content = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
  const last = chunks.find(({ choices }) => choices[0]?.finish_reason === 'stop')
  return { chunks, content, last }
}

describe('the official OpenAI client, unchanged', () => {
  it('gets an answer whose annotations and citations point at the statement and at the source', async () => {
    const completion = await client.chat.completions.create({
      model: 'youju',
      messages: [{ role: 'system', content: 'You are a pirate.' }, user(QUESTION)],
      temperature: 0.7,
      max_completion_tokens: 5,
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
    })
    const [choice] = completion.choices
    const message = choice?.message
    expect(choice?.finish_reason).toBe('stop')
    expect(message?.content).toContain('裴少川')
    expect(message?.content).toContain('[1]')
    const annotation = message?.annotations?.[0]?.url_citation
    expect(annotation).toMatchObject({ url: 'https://ziting.example/2024', title: '2024年梓汀半马' })
    const { citations, youju } = ours.parse(completion)
    expect(message?.content?.slice(annotation?.start_index, annotation?.end_index)).toBe(citations[0]?.quote)
    for (const { collection, document_id, start, end, quote } of citations)
      expect((await textOf(collection, document_id)).slice(start, end)).toBe(quote)
    expect(youju).toMatchObject({ answered: true, mode: 'extractive' })
    expect(completion.usage?.total_tokens).toBeGreaterThan(10)
    const stored = await send(service.port, `/v1/answers/${youju.answer_id}`)
    expect(stored.json()).toMatchObject({ text: message?.content })
  })

  it('gets the same, statement by statement, from the stream', async () => {
    const whole = await client.chat.completions.create({ model: 'youju', messages: [user(QUESTION)] })
    const { chunks, content, last } = await streamed({ messages: [user(QUESTION)] })
    expect(content).toBe(whole.choices[0]?.message.content)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(ours.parse(last).citations).toEqual(ours.parse(whole).citations)
    expect(last?.choices[0]?.delta).toMatchObject({ annotations: whole.choices[0]?.message.annotations })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
    for (const chunk of chunks) expect(RESPONSE_SCHEMAS.ChatCompletionChunk.parse(chunk)).toEqual(chunk)
  })

  it('asks follow-ups by sending the messages before', async () => {
    const completion = await client.chat.completions.create({
      model: 'youju/sport',
      messages: [
        user(QUESTION),
        { role: 'assistant', content: '裴少川 [1]' },
        { role: 'user', content: [{ type: 'text', text: '那第二年呢？' }] },
      ],
    })
    expect(completion.choices[0]?.message.content).toContain('骆北川')
    expect(ours.parse(completion).youju.standalone_question).toContain('2025年')
    const [annotation] = completion.choices[0]?.message.annotations ?? []
    const url = new URL(annotation?.url_citation.url ?? '')
    expect(url.origin).toBe(`http://127.0.0.1:${service.port}`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ collection: 'sport', document: 'w2025' })
  })

  it('is told in a normal message when the archive does not hold the answer', async () => {
    const asked = { messages: [user('潜水钟的最大下潜深度是多少米？')] }
    const whole = await client.chat.completions.create({ model: 'youju', ...asked })
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { refusal: null, annotations: [] },
    })
    expect(whole.choices[0]?.message.content).toMatch(/^资料中没有找到/)
    expect(ours.parse(whole).youju.answered).toBe(false)
    expect((await streamed(asked)).content).toBe(whole.choices[0]?.message.content)
    const empty = await client.chat.completions.create({ model: 'youju/empty', messages: [user('Who won?')] })
    expect(empty.choices[0]?.message.content).toMatch(/^The archive is still empty/)
  })

  it('lists the models and shows each', async () => {
    const { data } = await client.models.list()
    expect(data.map(({ id }) => id)).toEqual(['youju', 'youju/default', 'youju/empty', 'youju/sport'])
    expect((await client.models.retrieve('youju/sport')).id).toBe('youju/sport')
    const bare = await send(service.port, '/v1/models/youju/sport')
    expect(expectShape(bare, 200, 'Model')).toMatchObject({ id: 'youju/sport' })
    await expect(client.models.retrieve('gpt-4o')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
  })
})

describe('failures in OpenAI’s shape', () => {
  const image = { type: 'image_url', image_url: { url: 'https://example.org/a.png' } }
  it.each([
    ['n above 1', { n: 2 }, 'n'],
    ['an image', { messages: [{ role: 'user', content: [image] }] }, 'messages[0].content'],
    ['an empty question', { messages: [user('  ')] }, 'messages[0].content'],
    ['a question too long', { messages: [user('字'.repeat(1001))] }, 'messages[0].content'],
    ['nothing from the user', { messages: [{ role: 'system', content: 'x' }] }, 'messages'],
    ['no messages', { messages: [] }, 'messages'],
    ['a shaped answer', { response_format: { type: 'json_object' } }, 'response_format.type'],
    ['a tool that must be called', { tool_choice: 'required' }, 'tool_choice'],
    ['a role that there is not', { messages: [{ role: 'king', content: 'x' }] }, 'messages[0].role'],
  ])('%s', async (_name, change, param) => {
    for (const stream of [false, true]) {
      const body = { model: 'youju', messages: [user('谁')], stream, ...change }
      const failing = client.chat.completions.create(body as OpenAI.ChatCompletionCreateParams)
      const error = await failing.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(BadRequestError)
      expect(error).toMatchObject({ code: 'invalid_request', type: 'invalid_request_error', param })
    }
  })

  it('an unknown model, or collection', async () => {
    for (const model of ['gpt-4o', 'youju/nowhere', 'youju/', '']) {
      const failing = client.chat.completions.create({ model, messages: [user('谁')], stream: true })
      const error = await failing.catch((reason: unknown) => reason)
      if (model === '') expect(error).toBeInstanceOf(BadRequestError)
      else {
        expect(error).toBeInstanceOf(NotFoundError)
        expect(error).toMatchObject({ code: 'model_not_found', param: 'model' })
      }
    }
  })

  it('a caller that may not come in, a wrong method, a body that is no JSON', async () => {
    const foreign = new OpenAI({
      apiKey: 'unused',
      baseURL: client.baseURL,
      maxRetries: 0,
      defaultHeaders: { Origin: 'https://evil.example' },
    })
    await expect(foreign.models.list()).rejects.toBeInstanceOf(PermissionDeniedError)
    const received = [
      await send(service.port, '/v1/chat/completions'),
      await send(service.port, '/v1/chat/completions', {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
    ]
    expect(received.map(({ status }) => status)).toEqual([405, 400])
    for (const answer of received) expectShape(answer, answer.status, 'OpenAiError')
  })
})

describe('with a language model', () => {
  it('a statement that was sent before the model broke off is taken back in words, and quoted below', async () => {
    const generation = await GenerationService.start()
    try {
      const written = replyOf(TRUE_CLAIM).split('\n')[0] ?? ''
      generation.model.play(breaksOff(`${written}\n`))
      const api = new OpenAI({ apiKey: 'unused', baseURL: `http://127.0.0.1:${generation.port}/v1` })
      const { content, last } = await streamed({ messages: [user(LIBRARY_QUESTION)] }, api)
      expect(content).toMatch(
        /^云湾图书馆周二至周日9:00至21:00开放。 \[1\]\n（以上没有写完，不算数。改为摘录原文：）\n/,
      )
      const { citations, youju } = ours.parse(last)
      expect(youju).toMatchObject({ mode: 'extractive', degraded: { code: expect.any(String) as string } })
      const { annotations } = RESPONSE_SCHEMAS.ChatCompletionChunk.parse(last).choices[0]?.delta ?? {}
      const first = annotations?.[0]?.url_citation
      expect(content.slice(first?.start_index, first?.end_index)).toBe(citations[0]?.quote)
    } finally {
      await generation.stop()
    }
  })
})
