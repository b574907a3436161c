import { describe, expect, it } from 'vitest'
import { MAX_QUESTIONS, parseQuestions } from '../../../answer/evaluate/questions.js'

const lines = (...values: unknown[]) => values.map(value => JSON.stringify(value)).join('\n')

/** The failures that a file is refused with. */
function faults(content: string): string[] {
  try {
    parseQuestions(content)
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_request' })
    const { details, message } = error as {
      details: { errors?: { path: string; message: string }[] }
      message: string
    }
    return details.errors?.map(fault => `${fault.path}: ${fault.message}`) ?? [message]
  }
  throw new Error('the file was taken')
}

describe('a questions file', () => {
  it('gives its questions, whatever it says of them', () => {
    const content = `\ufeff${lines(
      { id: 'a', text: '几点开门？', gold: ['d1'], answers: ['9点', 9] },
      { question: 'Who?', collections: ['news'], filters: { tags: ['x'] } },
      { id: 'c', text: '没有的事', answerable: false },
      { id: 'd', text: '也没有', gold: [] },
      { id: 'e', text: '只知道答案', gold: [], answers: ['是'] },
    )}\r\n\n`
    expect(parseQuestions(content)).toMatchObject([
      { id: 'a', text: '几点开门？', gold: ['d1'], answers: ['9点', 9], answerable: true },
      {
        id: expect.stringMatching(/^q_[0-9a-f]{16}$/) as string,
        text: 'Who?',
        answerable: true,
        collections: ['news'],
      },
      { id: 'c', answerable: false, gold: [] },
      { id: 'd', answerable: false },
      { id: 'e', answerable: true },
    ])
  })

  it('gives a question without an id the same one in every file', () => {
    const [alone] = parseQuestions(lines({ text: 'Who?' }))
    expect(parseQuestions(lines({ text: 'What?' }, { question: 'Who?' }))[1]?.id).toBe(alone?.id)
  })

  it.each([
    ['{broken', ['line 1: Is not JSON']],
    [`${lines({ text: 'ok' })}\n[]`, ['line 2: Invalid input: expected object, received array']],
    [lines({ id: 'x' }), ['line 1: Needs exactly one of "text" and "question"']],
    [lines({ text: 'a', question: 'b' }), ['line 1: Needs exactly one of "text" and "question"']],
    [lines({ text: '？！' }), ['line 1: text: Must hold a letter or a digit']],
    [lines({ text: 'a', golden: [] }), ['line 1: Unrecognized key: "golden"']],
    [lines({ text: 'a', gold: 'd1' }), ['line 1: gold: Invalid input: expected array, received string']],
    [
      lines({ text: 'a', answerable: false, answers: ['x'] }),
      ['line 1: answers: May not have answers when "answerable" is false'],
    ],
    [lines({ text: 'a' }, { text: 'a' }), ['line 2: Has the id, or without one the text, of line 1']],
    [
      `${lines({ id: 'x', text: 'a' })}\n\n${lines({ id: 'x', text: 'b' })}`,
      ['line 3: Has the id, or without one the text, of line 1'],
    ],
    ['\n', ['The file holds no question; nothing was run.']],
  ])('%s is refused by its lines', (content, expected) => {
    expect(faults(content)).toEqual(expected)
  })

  it('names all bad lines, up to a bound, and takes no more questions than a run has', () => {
    expect(faults(Array.from({ length: 50 }, () => '{').join('\n'))).toHaveLength(20)
    const tooMany = Array.from({ length: MAX_QUESTIONS + 1 }, (_, index) => ({ text: `q${index}` }))
    expect(faults(lines(...tooMany))).toEqual([expect.stringContaining(`at most ${MAX_QUESTIONS}`)])
  })
})
