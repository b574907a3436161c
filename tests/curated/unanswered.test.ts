import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import type { Archive } from '../../store/archive.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { expectProblem, expectShape } from '../server/conformance.js'
import { send, type Sent } from '../server/test-server.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-unanswered-'))
const TEXT = '云湾图书馆周二至周日9:00至21:00开放，周一闭馆。读者凭身份证入馆。'
let nowMs = Date.parse('2026-11-20T08:00:00Z')
let youju: Youju
let server: RunningServer
/** Reads of the archive that the routes made. */
const reads: string[] = []
const call = (path: string, sent?: Sent) => send(server.port, path, sent)
const bearer = (key: unknown) => ({ authorization: `Bearer ${String(key)}` })

beforeAll(async () => {
  const config = readConfig({
    PORT: '0',
    YOUJU_DATA_DIR: dataDir,
    YOUJU_EMBEDDING_QUERY_CACHE_ENTRIES: '5',
  })
  youju = await openYouju(config, { log: createLogger('silent'), clock: { now: () => new Date(nowMs) } })
  server = await serve({ ...youju, archive: noted(youju.archive), webDir: '/nonexistent' })
  const others = [
    '云湾港本周新开两条航线。',
    '市民公园的荷花开了。',
    '海滨路下月起整修路面。',
    '云湾中学的合唱团在省里获奖。',
  ]
  const documents = [TEXT, ...others].map((text, index) => {
    return { id: index === 0 ? 'library' : `d${index}`, title: text.slice(0, 6), text }
  })
  await call('/v1/collections/default/documents', { body: { documents } })
  await call('/v1/collections/other', { method: 'PUT' })
})
beforeEach(async () => {
  await youju.archive.purgeAnswers('9999')
})
afterAll(async () => {
  await server.stop()
  await youju.close()
  await rm(dataDir, { recursive: true })
})

const NOTED = ['answer', 'answersById', 'collection', 'document', 'passages'] as const

function noted(archive: Archive): Archive {
  const note = (name: (typeof NOTED)[number]) => {
    const read = archive[name].bind(archive) as (...given: unknown[]) => unknown
    return (...given: unknown[]) => {
      reads.push(name)
      return read(...given)
    }
  }
  const overridden = Object.fromEntries(NOTED.map(name => [name, { value: note(name) }]))
  return Object.create(archive, overridden) as Archive
}

async function ask(question: string, more: object = {}): Promise<Wire<'Answer'>> {
  nowMs += 60_000
  const body = { question, collections: ['default'], ...more }
  return expectShape(await call('/v1/answers', { body }), 200, 'Answer') as Wire<'Answer'>
}

async function list(query = '', headers: Record<string, string> = {}): Promise<Wire<'UnansweredList'>> {
  const listed = await call(`/v1/unanswered${query}`, { headers })
  return expectShape(listed, 200, 'UnansweredList') as Wire<'UnansweredList'>
}

const dismiss = (body: object) => call('/v1/unanswered/dismiss', { body })

describe('The list of what was asked in vain', () => {
  it('puts together what asks for much the same, and keeps other years apart', async () => {
    const first = await ask('月球基地的预算是多少？')
    await ask('月球基地预算多少')
    const last = await ask('請問月球基地的預算是多少')
    await ask('2023年火星探测的预算是多少')
    await ask('2024年火星探测的预算是多少')
    await ask('云湾图书馆几点开门')
    await ask('木星探测的预算是多少', { measured: true })
    const { questions, ...looked } = await list()
    expect(looked).toEqual({ looked_at: 5, complete: true })
    expect(questions.map(({ question, count }) => [question, count])).toEqual([
      ['請問月球基地的預算是多少', 3],
      ['2024年火星探测的预算是多少', 1],
      ['2023年火星探测的预算是多少', 1],
    ])
    expect(questions[0]).toMatchObject({
      refused: 3,
      disliked: 0,
      wordings: [
        { question: '請問月球基地的預算是多少', count: 2 },
        { question: '月球基地预算多少', count: 1 },
      ],
      collections: ['default'],
    })
    expect([questions[0]?.answer_ids[0], questions[0]?.answer_ids[2]]).toEqual([last.id, first.id])
    expect(questions[0]?.nearest.map(hit => hit.document_id)).toEqual(
      last.refusal?.nearest.map(hit => hit.document_id),
    )
  })

  it('is read in one go, and names the nearest sources as far as they may be shown', async () => {
    const { refusal } = await ask('月球基地的预算是多少')
    await ask('宠物狗能不能带去游泳')
    const source = refusal?.nearest[0]
    const path = `/v1/collections/default/documents/${String(source?.document_id)}`
    const nearest = async () => {
      const { questions } = await list()
      const asked = questions.find(({ question }) => question === '月球基地的预算是多少')
      return asked?.nearest.map(hit => hit.text)
    }
    reads.length = 0
    expect(await nearest()).toEqual(refusal?.nearest.map(hit => hit.text))
    expect(reads).toEqual(['answersById'])
    await call(`${path}/withdraw`, { method: 'POST' })
    expect(await nearest()).not.toContain(source?.text)
    await call(`${path}/restore`, { method: 'POST' })
    expect(await nearest()).toContain(source?.text)
    const before = (await call(path)).json()
    const put = (text: unknown) =>
      call('/v1/collections/default/documents', {
        body: { documents: [{ id: before['id'], title: before['title'], text }] },
      })
    await put('海风吹过长廊。')
    expect(await nearest()).toHaveLength((refusal?.nearest.length ?? 0) - 1)
    await put(before['text'])
  })

  it('leaves remembered what readers asked, however much was asked in vain', async () => {
    const quote = '读者凭身份证入馆'
    const blocks = [{ citations: [{ document_id: 'library', quote }] }]
    const curated = { collection: 'default', question: '怎样申请廉租房？', blocks }
    for (const question of ['月', '火', '木', '土', '金', '水'].map(name => `${name}球上的基地是谁造的`))
      await ask(question)
    for (const question of ['廉租房如何申请', '如何申请廉租房', '廉租房怎样申请']) await ask(question)
    const { id } = (await call('/v1/curated', { body: curated })).json()
    const readers = ['图书馆几点开门', '荷花开了吗', '哪条路在整修']
    await youju.embedder.embed(readers, 'query')
    const before = youju.embedder.state?.()
    const open = (await list()).questions.flatMap(({ wordings }) => wordings)
    expect(open).toHaveLength(6)
    await youju.embedder.embed(readers, 'query')
    expect(youju.embedder.state?.()).toMatchObject({
      cacheHits: (before?.cacheHits ?? 0) + readers.length,
      cacheMisses: before?.cacheMisses,
    })
    await call(`/v1/curated/${String(id)}`, { method: 'DELETE' })
  })

  it('holds answers that were disliked until that is taken back, and only those asked since', async () => {
    const { id, answered } = await ask('云湾图书馆几点开门')
    expect(answered).toBe(true)
    const rate = (rating: string) => call(`/v1/answers/${id}/feedback`, { body: { rating } })
    await rate('down')
    expect((await list()).questions).toMatchObject([{ count: 1, refused: 0, disliked: 1, nearest: [] }])
    const since = new Date(nowMs + 1000).toISOString()
    expect((await list(`?since=${since}`)).questions).toEqual([])
    await rate('up')
    expect((await list()).questions).toEqual([])
  })

  it('loses what was dismissed, for good, and gets it back when asked to', async () => {
    const { id } = await ask('月球基地的预算是多少？')
    await ask('火星探测花了多少钱')
    expect((await dismiss({ answer_ids: [id] })).status).toBe(204)
    await ask('月球基地的预算是多少')
    expect((await list()).questions.map(({ question }) => question)).toEqual(['火星探测花了多少钱'])
    expect((await dismiss({ questions: ['月球基地的预算是多少'], dismissed: false })).status).toBe(204)
    expect((await list()).questions.map(({ count }) => count)).toEqual([2, 1])
    expectProblem(await dismiss({}), 400, 'invalid_request')
  })

  it('loses what a curated answer covers, as long as that may be served', async () => {
    await ask('宠物狗能不能带去游泳')
    await ask('月球基地的预算是多少')
    const quote = '读者凭身份证入馆'
    const written = {
      collection: 'default',
      question: '宠物狗能不能带去游泳？',
      blocks: [{ citations: [{ document_id: 'library', quote }] }],
    }
    const { id } = (await call('/v1/curated', { body: written })).json()
    const open = async () => (await list()).questions.map(({ question }) => question)
    expect(await open()).toEqual(['月球基地的预算是多少'])
    await call('/v1/collections/default/documents/library/withdraw', { method: 'POST' })
    expect(await open()).toContain('宠物狗能不能带去游泳')
    await call('/v1/collections/default/documents/library/restore', { method: 'POST' })
    expect(await open()).toEqual(['月球基地的预算是多少'])
    await call(`/v1/curated/${String(id)}`, { method: 'DELETE' })
    expect(await open()).toHaveLength(2)
  })

  it('shows a writer what was asked of the own collections only, whoever asked', async () => {
    await ask('月球基地的预算是多少', { collections: ['default'] })
    await ask('火星探测花了多少钱', { collections: ['other'] })
    await ask('木星有几颗卫星', { collections: ['default', 'other'] })
    expect((await list('?collection=other')).questions.map(({ question }) => question)).toEqual([
      '木星有几颗卫星',
      '火星探测花了多少钱',
    ])
    const headers = bearer(youju.access.operatorToken)
    const made = (
      await call('/v1/keys', { body: { role: 'writer', collections: ['other'] }, headers })
    ).json()
    const writer = bearer(made['key'])
    expect((await list('', writer)).questions.map(({ question }) => question)).toEqual(['火星探测花了多少钱'])
    expectProblem(
      await call('/v1/unanswered?collection=default', { headers: writer }),
      404,
      'collection_not_found',
    )
    const body = { questions: ['月球基地的预算是多少'] }
    expect((await call('/v1/unanswered/dismiss', { body, headers: writer })).status).toBe(204)
    expect((await list('', headers)).questions).toHaveLength(3)
  })
})
