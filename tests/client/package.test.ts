import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { YoujuClient } from 'youju/client'
import { YoujuRetriever } from 'youju/langchain'
import { packageRoot } from '../../core/package-root.js'
import { startService, type Service } from '../e2e/service.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-client-'))
const LIBRARY = {
  id: 'library/2025#1',
  title: '云湾图书馆新馆开放',
  text: '云湾图书馆新馆3月1日开放。\n\n图书馆周一闭馆，周二至周日9:00至21:00开放。',
  url: 'https://yunwan.example/2025/1',
  published_at: '2025-03-01T00:00:00Z',
}
const QUESTION = '云湾图书馆周几闭馆？'

let service: Service
let baseUrl: string
let client: YoujuClient
beforeAll(async () => {
  service = await startService({ YOUJU_DATA_DIR: dataDir })
  baseUrl = `http://127.0.0.1:${service.port}`
  client = new YoujuClient({ baseUrl })
  await client.putCollection('city', '云湾')
  expect(await client.putDocuments('city', [LIBRARY])).toEqual([
    { id: LIBRARY.id, status: 'created', passages: 1 },
  ])
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true })
})

describe('youju/client', () => {
  it('asks, whole and as a stream, and finds the quote in the document', async () => {
    const answer = await client.ask({ question: QUESTION, collections: ['city'] })
    const [citation] = answer.blocks.flatMap(block => block.citations)
    const { text: whole } = await client.document('city', LIBRARY.id)
    expect(whole.slice(citation?.start, citation?.end)).toBe(citation?.quote)
    const seen: string[] = []
    for await (const { event, data } of client.askStream(QUESTION)) {
      seen.push(event)
      if (event === 'answer') expect(data.blocks).toEqual(answer.blocks)
    }
    expect(new Set(seen)).toEqual(new Set(['sources', 'block', 'answer']))
    expect(seen.at(-1)).toBe('answer')
    expect(await client.answer(answer.id)).toEqual({ ...answer, created_at: expect.any(String) as unknown })
    await client.rate(answer.id, { rating: 'up', comment: '有用' })
    await client.forgetConversation(answer.conversation_id)
    await expect(client.answer(answer.id)).rejects.toMatchObject({ code: 'answer_not_found', status: 404 })
  })

  it('keeps an archive', async () => {
    await client.putCollection('other')
    await client.putDocuments('other', [{ id: 'a', title: 'A', text: 'Alpha.' }])
    expect((await client.documents('other', { limit: 1 })).documents).toMatchObject([{ id: 'a' }])
    await client.deleteDocument('other', 'a')
    await client.deleteCollection('other')
    expect((await client.collections()).map(({ id }) => id)).toEqual(['city', 'default'])
    expect(await client.jobs(5)).toEqual([])
    await expect(client.job('job_none')).rejects.toMatchObject({ code: 'job_not_found' })
    await expect(client.cancelJob('job_none')).rejects.toMatchObject({ code: 'job_not_found' })
    await expect(client.search({ query: 'a', limit: 0 })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'body.limit' }],
    })
  })
})

describe('youju/langchain', () => {
  it('retrieves documents that can be cited', async () => {
    const retriever = new YoujuRetriever({ client, collections: ['city'], limit: 3 })
    const [document] = await retriever.invoke(QUESTION)
    expect(document?.metadata).toMatchObject({
      collection: 'city',
      document_id: LIBRARY.id,
      title: LIBRARY.title,
      url: LIBRARY.url,
      published_at: LIBRARY.published_at,
      score: expect.any(Number) as number,
    })
    const { start, end } = document?.metadata ?? {}
    expect(LIBRARY.text.slice(start, end)).toBe(document?.pageContent)
    const elsewhere = new YoujuRetriever({ client: { baseUrl }, collections: ['default'] })
    expect(await elsewhere.invoke(QUESTION)).toEqual([])
  })
})

describe('the examples', () => {
  it.each([
    ['client.mjs', QUESTION, '周一闭馆'],
    ['langchain.mjs', QUESTION, '[1] 云湾图书馆新馆开放'],
    ['client.mjs', '？', 'empty_question'],
  ])('%s %s', async (file, question, expected) => {
    const program = join(packageRoot(), 'docs/examples', file)
    const child = spawn(process.execPath, [program, question], {
      env: { PATH: process.env['PATH'], YOUJU_URL: baseUrl },
    })
    const closed = once(child, 'close') as Promise<[number | null]>
    const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
    expect(stdout + stderr).toContain(expected)
    expect(exitCode).toBe(expected === 'empty_question' ? 1 : 0)
  })
})
