import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type ArchiveStage } from './archive-stage.js'

const water = (id: string, publishedAt: string | undefined, text = '') => ({
  id,
  title: '停水通知',
  text: `因管道检修，鹭洲区部分小区停水。${text}`,
  publishedAt,
})

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    water('old', '2022-05-01', '恢复供水时间是22点，请提前储水。'),
    water('last-year', '2025-07-10', '恢复供水时间是20点，请相互转告。'),
    water('last-week', '2026-11-18', '恢复供水时间是18点，物业会再提醒。'),
    water('undated', undefined, '恢复供水时间是16点，不便之处敬请谅解。'),
    { id: 'form', title: '临时占道', text: '办理TH01需要平面图和身份证复印件。', publishedAt: '2024-01-01' },
    {
      id: 'other-form',
      title: '临时占道',
      text: '办理TH011需要平面图，办理时间一周。',
      publishedAt: '2024-01-02',
    },
    { id: 'review', title: '书评', text: '《青鹭河渡口记》写的是渡口的故事，作者在河边长大。' },
    {
      id: 'river',
      title: '河',
      text: '青鹭河的渡口有记号，渡口的故事很多，作者们常来渡口写生，记录青鹭河。',
    },
  ])
})
afterAll(() => stage.close())

const search = async (query: string, more: object = {}) => stage.youju.retriever.search({ query, ...more })

describe('a time of publication in the question', () => {
  it('leaves the others out where it limits the texts asked for', async () => {
    expect(await stage.found('上周的停水通知')).toContain('old')
    expect(await stage.found('上周发布了哪些停水通知')).toEqual(['last-week'])
    expect(await stage.found('2023年以前发布的通知')).toEqual(['old'])
    expect((await search('2023年以前的通知')).interpreted).toMatchObject({
      subject: '通知',
      publishedBefore: expect.stringMatching(/^202[23]-/) as string,
      timeEffect: 'filter',
    })
  })

  it('prefers its documents otherwise, and loses none, dated or not', async () => {
    const plain = await stage.found('鹭洲区部分小区停水')
    const preferring = await stage.found('去年夏天鹭洲区部分小区停水')
    expect(preferring[0]).toBe('last-year')
    expect(plain[0]).toBe('last-week')
    expect([...preferring].sort()).toEqual([...plain].sort())
    expect(plain).toContain('undated')
    expect((await search('去年夏天停水')).interpreted.timeEffect).toBe('boost')
  })

  it('only narrows what the caller set', async () => {
    const filters = { publishedAfter: '2025-01-01T00:00:00Z' }
    const { hits, interpreted } = await search('去年发布的通知', { filters })
    expect(hits.map(hit => hit.passage.documentId)).toEqual(['last-year'])
    expect(interpreted.timeEffect).toBe('filter')
    const conflict = await search('2023年以前的通知', { filters })
    expect(conflict.interpreted).toMatchObject(filters)
    expect(conflict.hits.every(hit => (hit.passage.publishedAt ?? '') >= '2025')).toBe(true)
  })

  it('is heeded by answers too', async () => {
    const { answered, sources } = await stage.youju.answerer.answer({
      owner: 'key_reader',
      question: '上周发布的停水通知里，恢复供水时间是几点？',
    })
    expect(answered).toBe(true)
    expect(new Set(sources.map(source => source.documentId))).toEqual(new Set(['last-week']))
  })
})

describe('a quoted phrase', () => {
  it('puts what holds it exactly first and keeps the rest', async () => {
    const { hits, interpreted } = await search('“TH011”占道办理要什么材料')
    expect(interpreted.phrases).toEqual(['TH011'])
    expect(hits[0]?.passage.documentId).toBe('other-form')
    expect(hits.map(hit => hit.passage.documentId)).toContain('form')
    expect((await stage.found('“TH01”占道办理时间'))[0]).toBe('form')
  })

  it('says when nothing holds it, and still gives the nearest', async () => {
    const { hits, interpreted } = await search('“停水九十天”通知')
    expect(interpreted.phrases).toEqual([])
    expect(hits.length).toBeGreaterThan(0)
  })

  it('keeps scores between 0 and 1, falling, the best one 1', async () => {
    for (const query of ['“TH01”占道', '“停水”“鹭洲区”', '去年停水', '《青鹭河渡口记》']) {
      const scores = (await search(query)).hits.map(hit => hit.score)
      expect(scores[0]).toBe(1)
      expect(scores).toEqual([...scores].sort((one, other) => other - one))
      expect(scores.every(score => score >= 0 && score <= 1)).toBe(true)
    }
  })

  it('prefers the work that is named in title marks', async () => {
    expect((await stage.found('《青鹭河渡口记》的作者'))[0]).toBe('review')
  })
})
