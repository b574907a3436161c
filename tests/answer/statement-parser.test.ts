import { describe, expect, it } from 'vitest'
import { StatementParser, type ParserEvent } from '../../answer/generate/statement-parser.js'

const LINE = '{"quotes":[{"passage":1,"quote":"周一闭馆"}],"statement":"图书馆周一闭馆。"}'
const STATEMENT = { statement: '图书馆周一闭馆。', quotes: [{ passage: 1, quote: '周一闭馆' }] }

function parse(text: string, pieceLength = text.length): ParserEvent[] {
  const parser = new StatementParser()
  const events: ParserEvent[] = []
  for (let at = 0; at < text.length; at += Math.max(1, pieceLength)) {
    events.push(...parser.push(text.slice(at, at + pieceLength)))
  }
  return events
}
const statementsOf = (events: readonly ParserEvent[]) =>
  events.flatMap(event => (event.type === 'statement' ? [event.statement] : []))

describe('StatementParser', () => {
  it.each([
    ['a line', LINE],
    ['a line in pieces of one character', LINE, 1],
    ['a fence', `\`\`\`json\n${LINE}\n\`\`\``],
    ['talk around it', `好的，以下是答案（共{1}条）：\n${LINE}\n希望有帮助！{}`],
    ['an array', `[\n  ${LINE}\n]`],
    ['a wrapper', `{"statements":[${LINE}]}`],
    ['several lines', JSON.stringify(JSON.parse(LINE), null, 2)],
    ['one quote that is no list', LINE.replace('[{', '{').replace('}]', '}')],
    ['a passage number in words', LINE.replace('"passage":1', '"passage":"[1]"')],
    ['a brace that is never closed', `Here { is the answer:\n${LINE}`],
    ['a string that is never closed', `{"statement":"开\n${LINE}`],
    ['an object that is too long', `{"statement":"${'长'.repeat(9000)}"}\n${LINE}`],
    ['a draft thought aloud', `<think>${LINE.replaceAll('周一', '周五')}</think>${LINE}`],
    ['other objects', `{"found":"maybe"}\n{"statement":1}\nnull\n${LINE}`],
  ])('finds the statement in %s', (_name, text, pieceLength = text.length) => {
    expect(statementsOf(parse(text, pieceLength))).toEqual([STATEMENT])
  })

  it.each([
    ['{"found": true}', true],
    ['{"found":false}', false],
  ])('takes %s for the end', (text, found) => {
    expect(parse(text)).toEqual([{ type: 'end', found }])
  })

  it.each([LINE, '{"statement":"图书馆周一闭馆。","quotes":[]}'])(
    'drafts the statement as it comes: %s',
    text => {
      for (const length of [1, 3, text.length]) {
        const drafts = parse(text, length).flatMap(event => (event.type === 'draft' ? [event.text] : []))
        expect(drafts.join('')).toBe('图书馆周一闭馆。')
      }
    },
  )

  it('decodes escapes in drafts', () => {
    const drafts = parse('{"statement":"\\"a\\"\\u4e2d\\\\b\\nc","quotes":[]}', 1).flatMap(event =>
      event.type === 'draft' ? [event.text] : [],
    )
    expect(drafts.join('')).toBe('"a"中\\b c')
  })

  it('takes time in proportion to what it reads', () => {
    const started = performance.now()
    expect(statementsOf(parse('{"a":"'.repeat(100_000) + `\n${LINE}`))).toEqual([STATEMENT])
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
