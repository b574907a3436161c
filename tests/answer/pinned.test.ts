import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preferPinned } from '../../answer/prefer-pinned.js'
import { rankSentences, type RankedSentence } from '../../answer/rank-sentences.js'
import { loadSamples } from '../../ingest/samples.js'
import { openStage, type ArchiveStage } from '../retrieval/archive-stage.js'
import { asked } from './asked.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

/** Sentences, best first; each of a document of its own. */
function ranking(...given: readonly (readonly [score: number, isPinned?: true])[]): RankedSentence[] {
  const profile = asked('票价是多少？', { 票价: 1 })
  return given.flatMap(([score, isPinned], index) => {
    const of = passage(index, `票价是${index}元。`, isPinned === true ? { isPinned } : {})
    return rankSentences([{ passages: [of], score: 1 }], profile, selector).map(item => ({ ...item, score }))
  })
}

const order = (ranked: readonly RankedSentence[]) => ranked.map(({ passage }) => passage.id)

describe('sentences of a pinned document', () => {
  it('come first where they would be an answer by themselves', () => {
    const { ranked, pinnedRank } = preferPinned(ranking([1], [0.8], [0.4, true], [0.3]), () => true)
    expect(order(ranked)).toEqual([2, 0, 1, 3])
    expect(ranked.map(({ score }) => score)).toEqual([1, 1, 0.8, 0.3])
    expect(pinnedRank).toBe(2)
  })

  it('stay where they are when they are far less likely, not trusted, or first already', () => {
    for (const [given, isSure] of [
      [ranking([1], [0.014, true]), true],
      [ranking([1], [0.9, true]), false],
      [ranking([1, true], [0.9]), true],
      [ranking([1], [0.9]), true],
      [[], true],
    ] as const)
      expect(preferPinned(given, () => isSure)).toEqual({ ranked: given, pinnedRank: null })
  })
})

describe('an archive with a pinned document', () => {
  let stage: ArchiveStage
  const FIRST = '图书馆新馆里有126万册藏书，都可以外借。'
  const SECOND = '图书馆新馆里有126万册书，八万册杂志。'
  beforeAll(async () => {
    stage = await openStage('2026-11-24T12:00:00Z')
    await loadSamples(stage.youju)
    const put = (id: string, text: string) => ({
      id,
      title: `读者手册（${id}）`,
      text: `${text}凭身份证入馆。`,
    })
    await stage.put([put('first', FIRST), put('second', SECOND)])
  })
  afterAll(() => stage.close())

  const QUESTION = '图书馆新馆里有多少本书？'
  const REFUSED = '什么牌子的咖啡机最适合办公室？'
  const ask = (question: string) => stage.youju.answerer.answer({ owner: 'key_reader', question })
  const saidIn = async (question: string) =>
    (await ask(question)).blocks.map(({ citations }) => citations[0]?.documentId)
  const pin = (id: string, isPinned = true) => stage.youju.archive.pinDocument('default', id, isPinned)

  it('answers from it first, with its own confidence, and the trace says why', async () => {
    const [first] = await saidIn(QUESTION)
    const second = first === 'first' ? 'second' : 'first'
    expect(['first', 'second']).toContain(first)
    await pin(second)
    const answer = await ask(QUESTION)
    expect(answer.blocks[0]?.citations[0]?.documentId).toBe(second)
    expect(answer.confidence).toBeGreaterThanOrEqual(stage.youju.config.YOUJU_ANSWER_MIN_CONFIDENCE)
    const record = await stage.youju.archive.answer(answer.id)
    expect(JSON.parse(String(record?.trace))).toMatchObject({ pinnedRank: expect.any(Number) as number })
    const { hits } = await stage.youju.retriever.search({ query: QUESTION })
    expect(hits[0]?.passage.documentId).toBe(second)
    await pin(second, false)
    expect((await saidIn(QUESTION))[0]).toBe(first)
  })

  it('answers, refuses and ranks everything else as if it were not pinned', async () => {
    const questions = [REFUSED, '造船老人韩青岩是什么时候去世的？', 'Which airline flies to Bangkok?']
    const everything = async () =>
      Promise.all(
        questions.map(async question => {
          const { answered, confidence, text, refusal } = await ask(question)
          const nearest = refusal?.nearest.map(({ passage }) => passage.id)
          return { answered, confidence, text, nearest }
        }),
      )
    const before = await everything()
    expect(before.map(({ answered }) => answered)).toEqual([false, true, false])
    await pin('first')
    expect(await everything()).toEqual(before)
    await pin('first', false)
  })
})
