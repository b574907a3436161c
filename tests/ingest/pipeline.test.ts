import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../core/errors.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser, type Tokeniser } from '../../core/text/tokenise.js'
import type { DocumentInput, UpsertResult } from '../../core/types.js'
import type { Ingestor } from '../../ingest/ingestor.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { HashEmbedder } from './hash-embedder.js'

const sentence = '本市今日召开会议，研究部署下一阶段的重点工作和民生实事项目。'
const article = (paragraphs: number) => Array(paragraphs).fill(sentence.repeat(6)).join('\n')
const limits = { batchPassages: 8, documentMaxCharacters: 200_000 }

describe('createIngestor', () => {
  let tokeniser: Tokeniser
  let store: TemporaryArchive
  let embedder: HashEmbedder
  let ingestor: Ingestor
  let collection: string
  let tests = 0

  beforeAll(async () => {
    tokeniser = createTokeniser(createSegmenter())
    const { id, dimensions } = new HashEmbedder()
    store = await TemporaryArchive.open({ modelId: id, dimensions })
  })
  beforeEach(async () => {
    embedder = new HashEmbedder()
    ingestor = createIngestor({ archive: store.archive, embedder, tokeniser, limits })
    collection = `test-${++tests}`
    await store.archive.putCollection(collection)
  })
  afterAll(() => store.dispose())

  const put = (...documents: DocumentInput[]) => ingestor.put(collection, documents)
  const refusal = async (...documents: DocumentInput[]) => {
    const error: unknown = await put(...documents).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AppError)
    return error as AppError
  }

  it('keeps a document whose passages tile its normalised text', async () => {
    const results = await put({ id: 'a', title: ' 会议\n纪要 ', text: `\uFEFFcafe\u0301\r\n${article(3)}\0` })
    const document = await store.archive.document(collection, 'a')
    const passages = await store.archive.passagesOfDocument(collection, 'a')
    expect(results).toEqual([{ id: 'a', status: 'created', passages: passages.length }])
    expect(document?.text).toBe(`café\n${article(3)}`)
    expect(document).toMatchObject({ title: '会议 纪要', language: 'zh', version: 1 })
    expect(passages.map(passage => passage.text).join('')).toBe(document?.text)
  })

  it('makes it findable by word and by vector', async () => {
    await put({ id: 'a', title: '天气', text: '明天有雨。' }, { id: 'b', title: '通知', text: sentence })
    const found = await store.archive.searchKeyword({
      collections: [collection],
      terms: [{ field: 'words', text: '民生' }],
      limit: 5,
    })
    expect(found.documents.map(hit => hit.documentId)).toEqual(['b'])
    const [vector] = await embedder.embed([`通知\n${sentence}`])
    if (vector === undefined) throw new Error('one vector expected')
    const [nearest] = await store.archive.searchVector({ collections: [collection], vector, limit: 1 })
    const [passage] = await store.archive.passages([nearest?.passageId ?? 0])
    expect(passage?.documentId).toBe('b')
  })

  it('embeds each passage with the title in front', async () => {
    await put({ title: '通知', text: '明天停水。' })
    expect(embedder.calls).toEqual([['通知\n明天停水。']])
  })

  it('does nothing for unchanged documents, and says how many passages they have', async () => {
    const document = { id: 'a', title: '通知', text: article(4), tags: ['水务'] }
    const [created] = await put(document)
    embedder.calls.length = 0
    expect(await put(document)).toEqual([{ ...created, status: 'unchanged' }])
    expect(embedder.calls).toEqual([])
    expect(await store.archive.document(collection, 'a')).toMatchObject({ version: 1 })
  })

  it.each<[string, Partial<DocumentInput>]>([
    ['title', { title: '更正' }],
    ['text', { text: '另一篇。' }],
    ['url', { url: 'https://example.org/2' }],
    ['date', { publishedAt: '2024-05-02' }],
    ['author', { author: '记者' }],
    ['tags', { tags: ['更正'] }],
    ['language', { language: 'zh-TW' }],
  ])('takes a change of %s for an update', async (_, change) => {
    const document = { id: 'a', title: '通知', text: sentence, publishedAt: '2024-05-01' }
    await put(document)
    expect(await put({ ...document, ...change })).toMatchObject([{ id: 'a', status: 'updated' }])
  })

  it('makes a stable id of the content when there is none', async () => {
    const [first] = await put({ title: '通知', text: sentence })
    const [again] = await put({ title: '通知', text: sentence })
    const [other] = await put({ title: '通知', text: `${sentence}另` })
    expect(first?.id).toMatch(/^doc_[0-9a-f]{20}$/)
    expect(again).toEqual({ ...first, status: 'unchanged' })
    expect(other?.id).not.toBe(first?.id)
  })

  it('lets the later of two with one id win, and answers for both in order', async () => {
    const results = await put(
      { id: 'a', title: '旧', text: '旧的。' },
      { id: 'b', title: '乙', text: '乙。' },
      { id: 'a', title: '新', text: '新的。' },
    )
    expect(results.map(result => result.id)).toEqual(['a', 'b', 'a'])
    expect(await store.archive.document(collection, 'a')).toMatchObject({ title: '新', version: 1 })
  })

  it.each([
    ['no character', ''],
    ['white space and zero-width characters', ' \n\u200B\u3000\uFEFF'],
    ['NUL', '\0\0'],
  ])('refuses a text of %s before it keeps anything', async (_, text) => {
    const error = await refusal({ id: 'a', title: '甲', text: sentence }, { id: 'empty', title: '乙', text })
    expect(error).toMatchObject({ code: 'empty_document', details: { document: 1 } })
    expect(error.message).toContain('number 2 ("empty")')
    expect(await store.archive.collection(collection)).toMatchObject({ documents: 0 })
  })

  it('refuses a text beyond the limit and names the limit', async () => {
    const error = await refusal({ title: '长', text: 'x'.repeat(limits.documentMaxCharacters + 1) })
    expect(error.code).toBe('body_too_large')
    expect(error.message).toContain('200000 (YOUJU_DOCUMENT_MAX_CHARACTERS)')
  })

  it('refuses a date that is none, and an unknown collection', async () => {
    expect(await refusal({ title: '甲', text: '乙', publishedAt: '2024-02-30' })).toMatchObject({
      code: 'invalid_request',
    })
    await expect(ingestor.put('missing', [{ title: '甲', text: '乙' }])).rejects.toMatchObject({
      code: 'collection_not_found',
    })
    expect(embedder.calls).toEqual([])
  })

  it('keeps lone surrogates out of what is stored', async () => {
    await put({ id: 'a', title: '甲\ud800', text: '乙\udc00丙' })
    expect(await store.archive.document(collection, 'a')).toMatchObject({
      title: '甲\uFFFD',
      text: '乙\uFFFD丙',
    })
  })

  it('works in bounded batches and reports each when it is durable', async () => {
    const documents = Array.from({ length: 10 }, (_, index) => ({
      id: `d${index}`,
      title: `第${index}篇`,
      text: article(3),
    }))
    const batches: UpsertResult[][] = []
    await ingestor.put(collection, documents, { onBatch: results => void batches.push([...results]) })
    expect(batches.length).toBeGreaterThan(2)
    expect(batches.flat().map(result => result.id)).toEqual(documents.map(document => document.id))
    for (const call of embedder.calls) expect(call.length).toBeLessThanOrEqual(limits.batchPassages)
  })

  it('begins the next batch while the model has one in hand, and no third', async () => {
    const documents = Array.from({ length: 6 }, (_, index) => ({ title: `${index}`, text: article(8) }))
    const held: (() => void)[] = []
    embedder.onCall = () => new Promise(resolve => held.push(resolve))
    const putting = put(...documents)
    const most: number[] = []
    while (held.length > 0 || most.length === 0 || embedder.calls.length < documents.length) {
      await delay(20)
      most.push(held.length)
      held.shift()?.()
    }
    await putting
    expect(Math.max(...most)).toBe(2)
  })

  it('embeds a huge document in several calls and keeps it as one', async () => {
    const [result] = await put({ id: 'huge', title: '年鉴', text: article(60) })
    expect(result?.passages).toBeGreaterThan(limits.batchPassages * 4)
    expect(embedder.calls.length).toBe(Math.ceil((result?.passages ?? 0) / limits.batchPassages))
  })

  it('stops between batches when told to, and what was reported stays', async () => {
    const stop = new AbortController()
    const reported: UpsertResult[] = []
    const documents = Array.from({ length: 12 }, (_, index) => ({ title: `${index}`, text: article(8) }))
    const onBatch = (results: readonly UpsertResult[]) => {
      reported.push(...results)
      stop.abort(new Error('enough'))
    }
    await expect(ingestor.put(collection, documents, { onBatch }, stop.signal)).rejects.toThrow('enough')
    expect(reported.length).toBeGreaterThan(0)
    expect(reported.length).toBeLessThan(documents.length)
    const { documents: kept } = (await store.archive.collection(collection)) ?? {}
    expect(kept).toBeGreaterThanOrEqual(reported.length)
  })

  it('says what was kept when it fails on the way', async () => {
    const documents = Array.from({ length: 6 }, (_, index) => ({ title: `${index}`, text: article(8) }))
    embedder.onCall = () =>
      embedder.calls.length < 4
        ? Promise.resolve()
        : Promise.reject(new AppError('embedding_failed', 'The model stopped.'))
    const error = await refusal(...documents)
    const { documents: kept } = (await store.archive.collection(collection)) ?? {}
    expect(kept).toBeGreaterThan(0)
    expect(error).toMatchObject({ code: 'embedding_failed', details: { kept } })
    embedder.onCall = () => Promise.resolve()
    const results = await put(...documents)
    expect(results.filter(result => result.status === 'unchanged')).toHaveLength(kept ?? 0)
  })

  it('never holds the thread for long, however long the document is', async () => {
    let longestMs = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    await put({ title: '长篇', text: article(400) })
    clearInterval(watch)
    // The design asks for 50 ms; a loaded machine that runs other tests gets some room.
    expect(longestMs).toBeLessThan(150)
  })
})
