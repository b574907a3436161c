import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvaluationQuestion } from '../../../answer/evaluate/questions.js'
import { ArchiveClient } from '../../../cli/archive-client.js'
import { baselineOf } from '../../../cli/evaluate/baseline.js'
import { missingGold } from '../../../cli/evaluate/missing-gold.js'
import { runQuestions, type EvaluationOrder } from '../../../cli/evaluate/run-questions.js'
import { createLocalConnection } from '../../../cli/local-connection.js'
import { EVALUATED_QUESTION_EXAMPLE } from '../../../server/routes/evaluation-examples.js'
import { openStage, type ArchiveStage } from '../../retrieval/archive-stage.js'

let stage: ArchiveStage
let archive: ArchiveClient
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    { id: 'library', title: '新馆开放', text: '云湾图书馆新馆3月1日开放，馆长是林小舟，馆藏图书126万册。' },
    { id: 'ferry', title: '渡轮', text: '青螺渡轮每天早上七点开航，票价五元。' },
  ])
  await stage.put([{ id: 'museum', title: '博物馆', text: '云湾博物馆的馆长是陈一山。' }], 'other')
  archive = new ArchiveClient(createLocalConnection(stage.youju))
})
afterAll(() => stage.close())

const asked = (id: string, text: string, more: Partial<EvaluationQuestion> = {}): EvaluationQuestion => ({
  ...{ id, text, gold: [], answers: [], answerable: true, ...more },
})
const LIBRARIAN = asked('librarian', '云湾图书馆的馆长是谁？', { gold: ['library'], answers: ['林小舟'] })
const QUESTIONS = [
  LIBRARIAN,
  asked('books', '云湾图书馆有多少册图书？', { gold: ['ferry'], answers: ['一百册'] }),
  asked('mars', '火星上的国王叫什么名字？', { answerable: false }),
  asked('unjudged', '青螺渡轮几点开航？'),
]

const run = (questions: readonly EvaluationQuestion[], change: Partial<EvaluationOrder> = {}) =>
  runQuestions(archive, {
    ...{ questions, collections: ['default'], mode: 'extractive', concurrency: 1, keepAnswers: false },
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...change,
  })

describe('a run of questions', () => {
  it('measures each, in the order of the file, whatever runs at once', async () => {
    const [one, several] = await Promise.all([run(QUESTIONS), run(QUESTIONS, { concurrency: 3 })])
    for (const measured of [one, several]) {
      expect(measured?.map(({ result }) => result)).toMatchObject([
        {
          ...{ id: 'librarian', answered: true, contained: true, containedInQuotes: true, goldCited: true },
          ...{
            ranking: { ndcgAt10: 1, recallAt1: 1 },
            invalidCitations: 0,
            uncitedBlocks: 0,
            answerId: null,
          },
        },
        { id: 'books', contained: false, goldCited: false },
        { id: 'mars', answerable: false, ranking: null, contained: null, goldCited: null },
        { id: 'unjudged', ranking: null, contained: null, citations: expect.any(Number) as number },
      ])
    }
    expect(one?.[0]?.result.answerMs).toBeGreaterThan(0)
    expect(one?.[0]?.result.searchMs).toBeGreaterThan(0)
  })

  it('leaves no answer in the archive, unless they are to be kept', async () => {
    const [forgotten] = (await run([LIBRARIAN])) ?? []
    expect(await stage.youju.archive.answer(String(forgotten?.answer.id))).toBeUndefined()
    const [kept] = (await run([LIBRARIAN], { keepAnswers: true })) ?? []
    expect(kept?.result.answerId).toBe(kept?.answer.id)
    expect(await archive.tracedAnswer(String(kept?.result.answerId))).toHaveProperty('trace.terms')
  })

  it('asks each in the collections that it names', async () => {
    const elsewhere = {
      ...LIBRARIAN,
      text: '云湾博物馆的馆长是谁？',
      answers: ['陈一山'],
      collections: ['other'],
    }
    const measured = await run([elsewhere, LIBRARIAN])
    expect(measured?.map(({ result }) => result.contained)).toEqual([true, true])
  })

  it('stops after the question in hand, and has nothing then', async () => {
    const stopping = new AbortController()
    const done: number[] = []
    const onProgress = (count: number) => {
      done.push(count)
      stopping.abort()
    }
    expect(await run(QUESTIONS, { signal: stopping.signal, onProgress })).toBeUndefined()
    expect(done).toEqual([1])
  })

  it('asks nothing when a collection is not there', async () => {
    const questions = [LIBRARIAN, { ...LIBRARIAN, id: 'x', collections: ['nowhere'] }]
    const onProgress = () => {
      throw new Error('something was asked')
    }
    await expect(run(questions, { onProgress })).rejects.toMatchObject({ code: 'collection_not_found' })
  })

  it('tells gold documents that are not there from those that were not found', async () => {
    const lost = { ...LIBRARIAN, id: 'lost', gold: ['library', 'renamed', 'museum'] }
    const measured = (await run([LIBRARIAN, lost])) ?? []
    expect(await missingGold(archive, measured, ['default'])).toEqual(['renamed', 'museum'])
    expect(await missingGold(archive, measured, undefined)).toEqual(['renamed'])
  })
})

describe('the run to compare with', () => {
  it('is the newest of its name and collections, or the one that is named', async () => {
    const keep = async (name: string, collections?: string[]) =>
      (await archive.keepEvaluation({ name, collections, questions: [EVALUATED_QUESTION_EXAMPLE] })).id
    const nightly = { name: 'nightly', collections: ['other', 'default'] }
    expect(await baselineOf(archive, 'last', nightly)).toBeNull()
    const first = await keep('nightly', ['default', 'other'])
    const second = await keep('nightly', ['other', 'default'])
    await keep('nightly', ['default'])
    await keep('nightly')
    await keep('another', ['default', 'other'])
    expect((await baselineOf(archive, 'last', nightly))?.id).toBe(second)
    expect((await baselineOf(archive, first, nightly))?.id).toBe(first)
    expect(await baselineOf(archive, undefined, nightly)).toBeNull()
    await expect(baselineOf(archive, 'eval_none', nightly)).rejects.toMatchObject({
      code: 'evaluation_not_found',
    })
  })
})
