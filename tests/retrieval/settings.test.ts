import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_OWNER } from '../../core/owner.js'
import type { CollectionSettings } from '../../core/types.js'
import { openStage, type ArchiveStage } from './archive-stage.js'

const NONE: CollectionSettings = { synonyms: [], words: [], minConfidence: null, reranker: null }

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    { id: 'cells', title: '安全提示', text: '楼道内禁止停放电瓶车，违者由物业拖走，罚款两百元。' },
    { id: 'stairs', title: '楼道', text: '楼道要保持畅通，堆放的杂物由物业清理。' },
    { id: 'moped', title: 'Parking', text: 'An electric bicycle may be parked behind the fire station.' },
    { id: 'lighthouse', title: 'The lighthouse', text: 'The keeper of the lighthouse is Bo Zhou.' },
    { id: 'code', title: '水管', text: '型号PPR-9087的水管耐压两兆帕，适合热水。' },
    { id: 'app', title: '软件', text: '云湾通是市民办事的软件，可以缴费。' },
    { id: 'bay', title: '海湾', text: '云从海湾上来，云湾一带通风好，通往码头的路通畅，云湾人常办事。' },
  ])
  await stage.put([{ id: 'elsewhere', title: '电瓶车', text: '电瓶车充电站开放。' }], 'other')
})
afterAll(() => stage.close())

const set = (settings: Partial<CollectionSettings>, collection = 'default') =>
  stage.youju.archive.putCollectionSettings(collection, { ...NONE, ...settings })
const search = (query: string, more: object = {}) =>
  stage.youju.retriever.search({ query, mode: 'keyword', ...more })

describe('Synonyms of a collection', () => {
  const group = ['电动自行车', '电瓶车', '两轮电动车']

  it('find, mark and answer what says it otherwise, from the next question on', async () => {
    await set({})
    const question = '电动自行车停在楼道罚款多少'
    const before = await search(question)
    expect(before.interpreted).not.toHaveProperty('synonyms')
    await set({ synonyms: [group, ['elsewhere', 'otherwise']] })
    const { hits, interpreted } = await search(question)
    expect(interpreted.synonyms).toEqual([{ from: '电动自行车', to: ['电瓶车', '两轮电动车'] }])
    expect(hits[0]?.passage.documentId).toBe('cells')
    expect(hits[0]?.scores.keyword).toBe(1)
    const marked = hits[0]?.highlights.map(({ start, end }) => hits[0]?.passage.text.slice(start, end))
    expect(marked?.join(' ')).toContain('电瓶车')
    const scoreOf = (result: typeof before) =>
      result.hits.find(({ passage }) => passage.documentId === 'cells')?.evidence.passage ?? 0
    expect(scoreOf({ ...before, hits })).toBeGreaterThan(scoreOf(before))
    const answer = await stage.youju.answerer.answer({ question, owner: LOCAL_OWNER })
    expect(answer.text).toContain('两百元')
  })

  it('count less than the words of the question', async () => {
    await set({ synonyms: [group] })
    const literal = await search('电瓶车停放')
    const reworded = await search('电动自行车停放')
    const best = (result: typeof literal) => result.hits[0]?.evidence.passage ?? 0
    expect(best(reworded)).toBeGreaterThan(0)
    expect(best(reworded)).toBeLessThan(best(literal))
  })

  it('hold in their own collection only', async () => {
    await set({ synonyms: [group] })
    const { hits } = await search('两轮电动车')
    expect(hits.map(({ passage }) => passage.documentId)).not.toContain('elsewhere')
    await set({}, 'other')
    await set({ synonyms: [group] }, 'other')
    const both = await search('两轮电动车')
    expect(both.hits.map(({ passage }) => passage.documentId)).toContain('elsewhere')
    await set({}, 'other')
  })

  it('may be of several words and of another script', async () => {
    await set({ synonyms: [['电动自行车', 'electric bicycle', 'e-bike']] })
    expect((await search('Where do I park my E bikes?')).hits[0]?.passage.documentId).toBe('moped')
    expect((await search('电动自行车')).hits[0]?.passage.documentId).toBe('moped')
  })
})

describe('Words of a collection', () => {
  it('bring what holds them whole to the front, without indexing anew', async () => {
    await set({})
    const [first] = (await search('云湾通办事')).hits
    await set({ words: ['云湾通'] })
    const { hits, interpreted } = await search('云湾通办事')
    expect(interpreted.words).toEqual(['云湾通'])
    expect(hits[0]?.passage.documentId).toBe('app')
    const oddsOf = (found: typeof hits) => {
      const probability = (id: string) =>
        found.find(({ passage }) => passage.documentId === id)?.evidence.probability ?? 0
      return probability('app') / probability('bay')
    }
    expect(first).toBeDefined()
    await set({})
    const without = oddsOf((await search('云湾通办事')).hits)
    expect(oddsOf(hits)).toBeCloseTo(3 * without, 5)
  })
})

describe('A threshold of a collection', () => {
  it('decides instead of the setting of the service', async () => {
    const question = '楼道里停电瓶车罚款多少'
    await set({ minConfidence: 1 })
    expect((await stage.youju.answerer.answer({ question, owner: LOCAL_OWNER })).answered).toBe(false)
    await set({ minConfidence: 0 })
    expect((await stage.youju.answerer.answer({ question, owner: LOCAL_OWNER })).answered).toBe(true)
    await set({})
  })
})

describe('A misspelt word', () => {
  it.each([
    ['Who is the kepeer of the lighthouse?', 'lighthouse', [{ from: 'kepeer', to: 'keeper' }]],
    ['ligthouse', 'lighthouse', [{ from: 'ligthouse', to: 'lighthouse' }]],
    ['Who keeps the Lighthuose', 'lighthouse', [{ from: 'Lighthuose', to: 'lighthouse' }]],
    ['where to park a bicicle', 'moped', [{ from: 'bicicle', to: 'bicycle' }]],
    ['elcetric bicycles', 'moped', [{ from: 'elcetric', to: 'electric' }]],
    ['lihgthuose', 'lighthouse', [{ from: 'lihgthuose', to: 'lighthouse' }]],
  ])('%s is found as it was meant', async (query, id, corrections) => {
    const { hits, interpreted } = await search(query)
    expect(hits[0]?.passage.documentId).toBe(id)
    expect(interpreted.corrections).toEqual(corrections)
  })

  it.each([
    ['that the archive holds', 'the keeper of the lighthouse'],
    ['that is a code', 'PPR-9088 PPRX9087'],
    ['that is short', 'parc'],
    ['that would take two edits, and is short', 'a bycicel'],
    ['that is too far off', 'lightest housing'],
    ['in quotes', '"lighthuose keepers"'],
  ])('%s is left as it is', async (_, query) => {
    expect((await search(query)).interpreted).not.toHaveProperty('corrections')
  })

  it('of the own list is left as it is', async () => {
    await set({ words: ['Lighthuose'] })
    expect((await search('Lighthuose')).interpreted).not.toHaveProperty('corrections')
    await set({})
  })
})

describe('A long document', () => {
  it('takes at most three of ten results', async () => {
    const paragraphs = Array.from({ length: 12 }, (_, index) => `第${index}段：青螺渡轮时刻。`.repeat(24))
    await stage.put([{ id: 'long', title: '渡轮', text: paragraphs.join('\n\n') }], 'ferries')
    await stage.put(
      Array.from({ length: 12 }, (_, index) => ({
        id: `short-${index}`,
        title: '码头',
        text: `${index}号码头停靠青螺渡轮。`,
      })),
      'ferries',
    )
    const { hits } = await search('青螺渡轮时刻', { mode: 'hybrid', collections: ['ferries'] })
    expect(hits).toHaveLength(10)
    expect(hits.filter(({ passage }) => passage.documentId === 'long')).toHaveLength(3)
  })
})
