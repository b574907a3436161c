import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerProgress, Block, Source } from '../../answer/answer.js'
import { loadSamples } from '../../ingest/samples.js'
import { openStage, type ArchiveStage } from '../retrieval/archive-stage.js'

const NOW = '2026-11-24T12:00:00Z'

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage(NOW)
  await loadSamples(stage.youju)
})
afterAll(() => stage.close())

const OWNER = 'key_reader'

const ask = (question: string, more: object = {}, progress: AnswerProgress = {}) =>
  stage.youju.answerer.answer({ owner: OWNER, question, ...more }, progress)

describe('a question that the archive answers', () => {
  it.each([
    ['图书馆新馆里有多少本书？', '126万册', 'zh/2022-03-08-tushuguan-xinguan-kaiguan.md'],
    ['How many seats does the new library have for readers?', '2,400', 'en/2022-03-09-new-library-opens.md'],
  ])('%s: is answered in the exact words of a document', async (question, words, documentId) => {
    const answer = await ask(question)
    expect(answer).toMatchObject({ answered: true, mode: 'extractive', refusal: null, degraded: null })
    expect(answer.text).toContain(words)
    expect(answer.text).toMatch(/ \[1\]/)
    const citations = answer.blocks.flatMap(block => block.citations)
    for (const { quote, start, end, ...cited } of citations) {
      const document = await stage.youju.archive.document(cited.collection, cited.documentId)
      expect(document?.text.slice(start, end)).toBe(quote)
      expect(answer.sources[cited.source - 1]).toMatchObject({ documentId: cited.documentId })
    }
    expect(citations.find(({ quote }) => quote.includes(words))?.documentId).toBe(documentId)
    expect(answer.confidence).toBeGreaterThanOrEqual(stage.youju.config.YOUJU_ANSWER_MIN_CONFIDENCE)
    expect(answer.confidence).toBeLessThanOrEqual(1)
  })

  it('is told on the way as it is told in the end, sources first', async () => {
    const told: (readonly Source[] | Block)[] = []
    const answer = await ask(
      '图书馆馆长叫什么名字？',
      {},
      {
        onSources: sources => told.push(sources),
        onBlock: (block, index) => {
          expect(index).toBe(told.length - 1)
          told.push(block)
        },
      },
    )
    expect(answer.answered).toBe(true)
    expect(told).toEqual([answer.sources, ...answer.blocks])
  })

  it('is kept with what led to it', async () => {
    const answer = await ask('造船老人韩青岩是什么时候去世的？', { conversationId: 'conv_kept' })
    const record = await stage.youju.archive.answer(answer.id)
    expect(record).toMatchObject({ question: answer.question, conversationId: 'conv_kept', body: answer })
    expect(record?.createdAt).toBe(new Date(NOW).toISOString())
    expect(JSON.parse(String(record?.trace))).toMatchObject({
      dropped: [],
      features: { documentCoverage: expect.any(Number) as number },
    })
  })

  it('is refused when the filters leave nothing of its document', async () => {
    const filters = { publishedAfter: '2026-01-01T00:00:00Z', tags: ['no such tag'] }
    const { answered, refusal, confidence } = await ask('图书馆新馆里有多少本书？', { filters })
    expect({ answered, confidence }).toEqual({ answered: false, confidence: 0 })
    expect(refusal).toMatchObject({ code: 'not_in_archive', nearest: [] })
  })
})

describe('a question that the archive does not answer', () => {
  it.each([
    ['什么牌子的咖啡机最适合办公室？', /没有找到/],
    ['Which airline flies to Bangkok?', /does not hold/],
  ])('%s: is refused in its language, with the nearest passages', async (question, message) => {
    const told: unknown[] = []
    const answer = await ask(question, {}, { onSources: s => told.push(s), onBlock: b => told.push(b) })
    expect(answer).toMatchObject({ answered: false, blocks: [], sources: [] })
    expect(told).toEqual([])
    expect(answer.refusal?.code).toBe('not_in_archive')
    expect(answer.text).toBe(answer.refusal?.message)
    expect(answer.text).toMatch(message)
    expect(answer.confidence).toBeLessThan(stage.youju.config.YOUJU_ANSWER_MIN_CONFIDENCE)
    const nearest = answer.refusal?.nearest ?? []
    expect(nearest).toHaveLength(3)
    expect(new Set(nearest.map(({ passage }) => passage.documentId)).size).toBe(3)
  })

  it('says that there is nothing yet where a collection is empty', async () => {
    await stage.youju.archive.putCollection('empty')
    const inEmpty = await ask('图书馆新馆里有多少本书？', { collections: ['empty'] })
    expect(inEmpty.refusal).toMatchObject({ code: 'archive_empty', nearest: [] })
    expect(inEmpty).toMatchObject({ answered: false, confidence: 0, text: inEmpty.refusal?.message })
    const inBoth = await ask('图书馆新馆里有多少本书？', { collections: ['empty', 'default'] })
    expect(inBoth.answered).toBe(true)
  })
})

describe('a question that cannot be asked', () => {
  it.each([
    ['without a word', { question: '？！' }, 'empty_question'],
    [
      'of a collection that is not there',
      { question: '票价', collections: ['none'] },
      'collection_not_found',
    ],
  ])('%s is turned down and leaves nothing behind', async (_name, request, code) => {
    const conversationId = `conv_${code}`
    await expect(
      stage.youju.answerer.answer({ owner: OWNER, ...request, conversationId }),
    ).rejects.toMatchObject({ code })
    expect(await stage.youju.archive.conversation(conversationId, 1)).toEqual([])
  })

  it('because the caller is gone ends with the reason, and leaves nothing behind', async () => {
    const caller = new AbortController()
    const reason = new Error('the caller is gone')
    caller.abort(reason)
    const request = { question: '图书馆新馆里有多少本书？', conversationId: 'conv_gone' }
    await expect(stage.youju.answerer.answer({ owner: OWNER, ...request }, {}, caller.signal)).rejects.toBe(
      reason,
    )
    expect(await stage.youju.archive.conversation('conv_gone', 1)).toEqual([])
  })
})
