import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const COUNT = 12
const NAMES = ['林', '陈', '周', '何', '许', '沈', '吴', '郑', '孟', '秦', '江', '顾']

let workplace: Workplace
beforeAll(async () => {
  workplace = await Workplace.open()
  const documents = NAMES.map((name, index) =>
    JSON.stringify({
      id: `d${index}`,
      title: `第${index}号码头`,
      text: `云湾第${index}号码头的管理员是${name}一舟。`,
    }),
  )
  const questions = NAMES.map((name, index) =>
    JSON.stringify({
      question: `云湾第${index}号码头的管理员是谁？`,
      gold: [`d${index}`],
      answers: [`${name}一舟`],
    }),
  )
  await workplace.write('documents.jsonl', documents.join('\n'))
  await workplace.write('questions.jsonl', questions.join('\n'))
  await workplace.run(['ingest', 'documents.jsonl'])
})
afterAll(() => workplace.close())

interface Printed {
  readonly id: string
  readonly summary: { readonly questions: number }
  readonly comparison: { readonly worse: readonly unknown[]; readonly with: { readonly id: string } } | null
  readonly error?: { readonly code: string }
}

describe('youju eval', () => {
  it('keeps a run, then tells with the exit code what got significantly worse, and reports it', async () => {
    const first = await workplace.runJson(['eval', 'questions.jsonl', '--compare', 'last'])
    expect(first.exitCode).toBe(0)
    const before = first.value as Printed
    expect(before).toMatchObject({
      comparison: null,
      summary: { questions: COUNT, answers: { contained: 1 } },
    })
    const emptied = NAMES.map((_, index) =>
      JSON.stringify({ id: `d${index}`, title: `第${index}号码头`, text: '本页已空。' }),
    )
    await workplace.write('emptied.jsonl', emptied.join('\n'))
    await workplace.serve()
    await workplace.run(['ingest', 'emptied.jsonl'])
    const words = [
      'eval',
      'questions.jsonl',
      '--compare',
      'last',
      '--report',
      'report.html',
      '--concurrency',
      '3',
    ]
    const second = await workplace.runJson(words)
    const after = second.value as Printed
    expect(second.exitCode).toBe(13)
    expect(after.error?.code).toBe('evaluation_regressed')
    expect(after.comparison?.worse).toHaveLength(COUNT)
    expect(after.comparison?.with.id).toBe(before.id)
    expect(await readFile(join(workplace.folder, 'report.html'), 'utf8')).toMatch(
      /^<!doctype html>[^]*<\/html>\n$/,
    )
    const named = await workplace.run(['eval', 'questions.jsonl', '--compare', after.id, '--no-save'])
    expect(named).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('没有保存') as string })
  })

  it.each([
    ['a bad line', ['bad.jsonl'], 'line 2: Is not JSON'],
    [
      'a place where no report can be',
      ['questions.jsonl', '--report', 'no/folder/r.html'],
      'cannot be written',
    ],
    ['no question at once', ['questions.jsonl', '--concurrency', '0'], '--concurrency takes 1 to 32'],
  ])('with %s asks nothing', async (_what, words, told) => {
    await workplace.write('bad.jsonl', '{"text":"a"}\n{')
    const { exitCode, value } = await workplace.runJson(['eval', ...words])
    expect(exitCode).toBe(2)
    expect(value).toMatchObject({ error: { detail: expect.stringContaining(told) as string } })
    expect((await readdir(workplace.folder)).filter(name => name.includes('partial'))).toEqual([])
  })
})
