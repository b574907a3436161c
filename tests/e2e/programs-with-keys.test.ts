import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import OpenAI, { AuthenticationError, NotFoundError } from 'openai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { YoujuClient } from '../../client/youju-client.js'
import { YoujuRetriever } from '../../client/youju-retriever.js'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import { parseChannelSettings } from '../../server/channels/channel-settings.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { APP_ID, plainCall, textMessage, TOKEN } from '../channels/wechat-deliveries.js'
import { expectProblem } from '../server/conformance.js'
import { send, type Sent } from '../server/test-server.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Words that only the documents of the other collection hold. */
const SECRET = '蓝鲸计划'
const QUESTION = `${SECRET}什么时候启动？`
const OWN = '云湾图书馆周一闭馆，周二至周日9:00至21:00开放。'
const ORIGIN = 'https://site.example'
const BUDGET = 5

const dataDir = mkdtempSync(join(tmpdir(), 'youju-programs-'))
const settings = { token: TOKEN, app_id: APP_ID, collections: ['ours'] }
const channels = parseChannelSettings(JSON.stringify({ wechat: { news: settings } }))

let youju: Youju
let server: RunningServer
let key: string
let site: { id: string; site_key: string }

async function start(): Promise<void> {
  const config = readConfig({
    ...{ PORT: '0', YOUJU_DATA_DIR: dataDir },
    ...{ YOUJU_VISITOR_REQUESTS_PER_MINUTE: '0', YOUJU_CONCURRENT_SEARCHES: '16' },
    YOUJU_QUESTION_WAIT_MS: '30000',
  })
  youju = await openYouju(config, { log: createLogger('silent') })
  server = await serve({ ...youju, webDir: '/nonexistent', channels })
}
async function stop(): Promise<void> {
  await server.stop()
  await youju.close()
}

const call = (path: string, sent?: Sent) => send(server.port, path, sent)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const operator = () => bearer(youju.access.operatorToken)
const post = async <Body>(path: string, body: object, headers = operator()): Promise<Body> =>
  (await call(path, { body, headers })).json() as Body

beforeAll(async () => {
  await start()
  const documents = {
    ours: { id: 'library', title: '图书馆', text: OWN },
    theirs: { id: 'whale', title: SECRET, text: `${SECRET}三月启动，负责人周一到任。` },
  }
  for (const [collection, document] of Object.entries(documents)) {
    await youju.archive.putCollection(collection, collection)
    await youju.ingestor.put(collection, [document])
  }
  key = (await post<{ key: string }>('/v1/keys', { role: 'reader', collections: ['ours'] })).key
  site = await post('/v1/sites', { origins: [ORIGIN], collections: ['ours'], questions_per_day: BUDGET })
})
afterAll(async () => {
  await stop()
  await rm(dataDir, { recursive: true })
})

describe('with a key for one collection', () => {
  it('the official MCP client sees that one and no trace of the other', async () => {
    const client = new Client({ name: 'test', version: '1' })
    const requestInit = { headers: bearer(key) }
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url), { requestInit }))
    const tool = async (name: string, given: Record<string, unknown>) => {
      const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: given }))
      expect(JSON.stringify(result)).not.toMatch(/三月启动|whale/)
      return JSON.stringify(result)
    }
    expect(await tool('answer', { question: '云湾图书馆周几闭馆？' })).toContain('周一闭馆')
    await tool('answer', { question: QUESTION })
    await tool('search', { query: SECRET, limit: 50 })
    for (const collections of [['theirs'], ['ours', 'theirs']])
      expect(await tool('search', { query: SECRET, collections })).toContain('collection_not_found')
    const [foreign, unknown] = [
      await tool('get_document', { collection: 'theirs', document_id: 'document' }),
      await tool('get_document', { collection: 'nowhere', document_id: 'document' }),
    ]
    expect(foreign).toBe(unknown.replaceAll('nowhere', 'theirs'))
    await client.close()
  })

  it('the official MCP client without a key is not let in', async () => {
    const client = new Client({ name: 'test', version: '1' })
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', server.url))
    await expect(client.connect(transport)).rejects.toThrow('unauthenticated')
  })

  it('the official OpenAI client sees that one and no trace of the other', async () => {
    const client = new OpenAI({ apiKey: key, baseURL: `${server.url}/v1`, maxRetries: 0 })
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['youju', 'youju/ours'])
    const ask = (model: string, content: string) =>
      client.chat.completions.create({ model, messages: [{ role: 'user', content }] })
    const own = await ask('youju', '云湾图书馆周几闭馆？')
    expect(own.choices[0]?.message.content).toContain('周一闭馆')
    for (const model of ['youju', 'youju/ours'])
      expect(JSON.stringify(await ask(model, QUESTION))).not.toMatch(/三月启动|whale/)
    const failures = await Promise.all(
      ['youju/theirs', 'youju/nowhere'].map(model => ask(model, QUESTION).catch((error: unknown) => error)),
    )
    for (const failure of failures) expect(failure).toBeInstanceOf(NotFoundError)
    const [foreign, unknown] = failures.map(failure => (failure as NotFoundError).message)
    expect(foreign).toBe(unknown?.replaceAll('nowhere', 'theirs'))
    const wrong = new OpenAI({ apiKey: `${key}x`, baseURL: `${server.url}/v1`, maxRetries: 0 })
    await expect(wrong.models.list()).rejects.toBeInstanceOf(AuthenticationError)
  })

  it('the retriever of LangChain and the client see that one and no trace of the other', async () => {
    const client = new YoujuClient({ baseUrl: server.url, apiKey: key })
    const found = await new YoujuRetriever({ client, limit: 50 }).invoke(`${SECRET}图书馆周一`)
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map(({ metadata }) => metadata.collection))).toEqual(new Set(['ours']))
    const narrowed = new YoujuRetriever({ client, collections: ['theirs'] })
    await expect(narrowed.invoke(SECRET)).rejects.toMatchObject({ code: 'collection_not_found' })
    expect(JSON.stringify(await client.ask(QUESTION))).not.toMatch(/三月启动|whale/)
    await expect(client.ask({ question: QUESTION, collections: ['theirs'] })).rejects.toMatchObject({
      code: 'collection_not_found',
    })
  })

  it('people who follow the account are answered from its collections only', async () => {
    const timestamp = Math.floor(Date.now() / 1000)
    const say = async (text: string) => {
      const { path, sent } = plainCall(textMessage(text, { user: `o_${text.length}` }), { timestamp })
      return (await call(path, sent)).text
    }
    expect(await say('云湾图书馆周几闭馆？')).toContain('周一闭馆')
    expect(await say(QUESTION)).not.toMatch(/三月启动|whale/)
  })
})

describe('a budget, of which many want the last at once', () => {
  const session = async (): Promise<string> => {
    const opened = await call('/v1/widget/sessions', {
      body: { site_key: site.site_key },
      headers: { origin: ORIGIN },
    })
    return String(opened.json()['token'])
  }
  const ask = (token: string) =>
    call('/v1/answers', {
      body: { question: '云湾图书馆周几闭馆？' },
      headers: { ...bearer(token), origin: ORIGIN },
    })

  it('is given out exactly, and counts on after a restart', async () => {
    const tokens = await Promise.all([session(), session(), session(), session()])
    const asked = await Promise.all([...tokens, ...tokens, ...tokens].map(ask))
    expect(asked.filter(({ status }) => status === 200)).toHaveLength(BUDGET)
    const refused = asked.filter(({ status }) => status !== 200)
    for (const one of refused) expectProblem(one, 429, 'budget_exhausted')
    await stop()
    await start()
    expectProblem(await ask(await session()), 429, 'budget_exhausted')
    const { sites } = (await call('/v1/sites', { headers: operator() })).json() as { sites: object[] }
    expect(sites).toMatchObject([{ questions_today: BUDGET }])
  })

  it('of tokens is given out to the last one and no further', async () => {
    const quota = { subject: 'key_race', measure: 'model_tokens', day: '2026-11-25' } as const
    const take = (amount: number) => youju.archive.access.takeQuota({ ...quota, amount, limit: 1000 })
    const taken = await Promise.all(Array.from({ length: 60 }, () => take(30)))
    expect(taken.filter(Boolean)).toHaveLength(33)
    expect(await Promise.all([take(11), take(10), take(1)])).toEqual([false, true, false])
    expect(await youju.archive.access.quotaUsed(quota)).toBe(1000)
  })

  it('leaves a line for each refusal in the export of the audit log', async () => {
    const headers = { ...operator(), accept: 'application/x-ndjson' }
    const exported = await call('/v1/audit?outcome=budget_exhausted', { headers })
    expect(exported.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const lines = exported.text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object)
    expect(lines).toHaveLength(3 * 4 - BUDGET + 1)
    expect(lines[0]).toMatchObject({ action: 'createAnswer', address: '127.0.0.1' })
    const limited = await call('/v1/audit', { headers: { ...bearer(key), accept: 'application/x-ndjson' } })
    expectProblem(limited, 403, 'forbidden')
  })
})
