import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseQuestions } from '../../answer/evaluate/questions.js'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const QUOTE = '周二至周日9:00至21:00开放'
let place: Workplace
beforeAll(async () => {
  place = await Workplace.open()
  writeFileSync(join(place.folder, 'library.txt'), `云湾图书馆${QUOTE}，周一闭馆。`)
  await place.run(['ingest', join(place.folder, 'library.txt')])
})
afterAll(() => place.close())

describe('youju curated', () => {
  it('adds, lists, serves, checks, exports and removes one, without a server', async () => {
    const given = ['--quote', `library.txt=${QUOTE}`, '--wording', '图书馆开放时间']
    const made = await place.runJson(['curated', 'add', '图书馆几点开门？', ...given])
    expect(made).toMatchObject({ exitCode: 0, value: { state: 'live', wordings: ['图书馆开放时间'] } })
    const { id } = made.value as { id: string }
    expect((await place.run(['curated'])).stdout).toContain(`${id}  default  live  图书馆几点开门？`)
    expect(await place.runJson(['ask', '图书馆的开门时间'])).toMatchObject({ value: { curated: { id } } })
    const check = { asked: 2, answered_by_this: 2, wrong: 0 }
    expect(await place.runJson(['curated', 'check'])).toMatchObject({
      exitCode: 0,
      value: { checks: [check] },
    })
    const file = join(place.folder, 'curated.jsonl')
    const { stdout } = await place.run(['curated', 'export'])
    expect(parseQuestions(stdout)).toMatchObject([
      { id: `${id}-0`, text: '图书馆几点开门？', gold: ['library.txt'], answers: [QUOTE] },
      { id: `${id}-1`, text: '图书馆开放时间', collections: ['default'] },
    ])
    writeFileSync(file, stdout)
    expect((await place.run(['eval', file])).exitCode).toBe(0)
    expect(await place.runJson(['curated', 'remove', id])).toEqual({ exitCode: 0, value: { removed: id } })
    expect(await place.runJson(['curated', 'add', '问', '--quote', 'x'])).toMatchObject({ exitCode: 2 })
  })
})

describe('youju unanswered', () => {
  it('lists what was asked in vain and dismisses it; what is measured is not among it', async () => {
    const asked = await place.runJson(['ask', 'zyx quuxbarfoo?'], {
      YOUJU_ANSWER_MIN_CONFIDENCE: '0.99',
    })
    const { id, answered } = asked.value as { id: string; answered: boolean }
    expect(answered).toBe(false)
    expect(await place.runJson(['unanswered'])).toMatchObject({
      value: { questions: [{ question: 'zyx quuxbarfoo?', count: 1, answer_ids: [id] }], looked_at: 1 },
    })
    expect((await place.run(['unanswered', 'dismiss', id])).exitCode).toBe(0)
    expect(await place.runJson(['unanswered'])).toMatchObject({ value: { questions: [] } })
  })
})
