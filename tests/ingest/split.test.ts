import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseText } from '../../core/text/normalise.js'
import { measure, SPLIT_DEFAULTS } from '../../ingest/split-options.js'
import { splitBySections, splitPassages } from '../../ingest/split.js'

const slices = (text: string) => splitPassages(text).map(({ start, end }) => text.slice(start, end))
const sizeOf = (passage: string) => measure(passage, 0, passage.length, SPLIT_DEFAULTS)
const LARGEST = SPLIT_DEFAULTS.maxSize + SPLIT_DEFAULTS.minSize

const fragments = fc.constantFrom(
  '据市政府消息，',
  '地铁三号线昨日开通。',
  '“他说：‘好！’”',
  'Dr. Smith paid $3.50, e.g. twice. ',
  'the quick brown fox jumps over the lazy dog ',
  '\n',
  '\n\n',
  '\r\n',
  '   ',
  '……',
  '----------',
  '# 标题\n',
  '一、总则\n',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '𠮷野家',
  'e\u0301',
  'ก็',
  '| 甲 | 乙 |\n',
)
const writing = fc.array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 12 })), {
  maxLength: 400,
})
const texts = writing.map(parts => parts.join(''))

describe('splitPassages: what holds for every text', () => {
  it('tiles the text, in order, without an empty passage', () => {
    fc.assert(
      fc.property(texts, text => {
        const passages = splitPassages(text)
        expect(passages.every(({ start, end }) => end > start)).toBe(true)
        expect(passages.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
        expect(passages.every(({ start }, index) => start === (passages[index - 1]?.end ?? 0))).toBe(true)
      }),
    )
  })

  it('never cuts a surrogate pair, a CRLF, a base from its marks or a joined emoji', () => {
    fc.assert(
      fc.property(texts, text => {
        for (const { start } of splitPassages(text).slice(1)) {
          expect(text.slice(start - 1, start + 1)).not.toMatch(/^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])/)
          expect(text.slice(start)).not.toMatch(/^[\p{M}\u200d]/u)
          expect(text.charAt(start - 1)).not.toBe('\u200d')
        }
      }),
    )
  })

  it('keeps passages of normalised arbitrary Unicode well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), raw => {
        expect(slices(normaliseText(raw)).every(passage => passage.isWellFormed())).toBe(true)
      }),
    )
  })

  it('bounds every passage, and leaves none without letter or digit where a neighbour has room', () => {
    fc.assert(
      fc.property(texts, text => {
        const passages = slices(text)
        for (const [index, passage] of passages.entries()) {
          expect(sizeOf(passage)).toBeLessThanOrEqual(LARGEST)
          if (/[\p{L}\p{N}]/u.test(passage)) continue
          for (const neighbour of [passages[index - 1], passages[index + 1]]) {
            if (neighbour !== undefined) expect(sizeOf(passage + neighbour)).toBeGreaterThan(LARGEST)
          }
        }
      }),
    )
  })
})

const sentence = (words: number) => `${'这里写着关于城市的消息'.repeat(words)}。`

describe('splitPassages: Chinese', () => {
  it.each([
    ['a short text is one passage', '市图书馆周一闭馆。', 1],
    ['short paragraphs are joined up to the target', Array(8).fill(sentence(2)).join('\n'), 1],
    ['two long paragraphs stay apart', [sentence(16), sentence(16)].join('\n'), 2],
    ['a long paragraph is divided into nearly equal shares', sentence(3).repeat(12), 2],
  ])('%s', (_, text, count) => {
    expect(slices(text)).toHaveLength(count)
  })

  it('ends passages of a long paragraph after sentences, with their closing quotes', () => {
    const text = `市长说：“${sentence(4)}”`.repeat(20)
    const passages = slices(text)
    expect(passages.length).toBeGreaterThan(3)
    for (const passage of passages) expect(passage).toMatch(/^市长说.*。”$/u)
  })

  it('gives passages of 100 to 250 characters to an article', () => {
    const article = Array.from({ length: 40 }, (_, index) => sentence((index % 5) + 1).repeat(2)).join('\n')
    for (const passage of slices(article).slice(0, -1)) {
      expect(passage.length).toBeGreaterThan(100)
      expect(passage.length).toBeLessThanOrEqual(250)
    }
  })

  it('cuts a sentence without an end after its clauses', () => {
    const passages = slices('关于进一步做好供水保障工作的说明，'.repeat(60))
    for (const passage of passages) expect(passage).toMatch(/，$/u)
  })

  it('cuts a monster without any mark into bounded pieces', () => {
    const passages = slices('水'.repeat(10_000))
    expect(Math.max(...passages.map(passage => passage.length))).toBeLessThanOrEqual(250)
    expect(Math.min(...passages.map(passage => passage.length))).toBeGreaterThan(100)
  })

  it.each([
    ['a numbered heading', '二、办理材料'],
    ['a line that ends in a colon', '需要携带的证件：'],
    ['a short line between empty lines', '办理流程'],
    ['a Markdown heading', '## 办理流程'],
  ])('keeps %s with what follows', (_, heading) => {
    const text = `${sentence(16)}\n\n${heading}\n\n${sentence(16)}`
    expect(slices(text)[1]).toMatch(new RegExp(`^${heading}\\n\\n这里`, 'u'))
  })

  it('joins a divider to a neighbour', () => {
    const passages = slices(`${sentence(16)}\n\n———————\n\n${sentence(16)}`)
    expect(passages).toHaveLength(2)
  })
})

describe('splitPassages: English', () => {
  const paragraph =
    'Dr. Lee of the U.S. office said in No. 5 that fares rise by 3.5 percent, e.g. from $2.00 to $2.07. '

  it('ends passages after sentences, not after abbreviations or decimals', () => {
    const passages = slices(paragraph.repeat(30))
    expect(passages.length).toBeGreaterThan(3)
    for (const passage of passages) expect(passage).toMatch(/^Dr\. Lee.*\$2\.07\. $/su)
  })

  it('gives English about 2.5 times as many characters', () => {
    for (const passage of slices(paragraph.repeat(50)).slice(0, -1)) {
      expect(passage.length).toBeGreaterThan(300)
      expect(passage.length).toBeLessThanOrEqual(625)
    }
  })

  it('does not end a passage inside a sentence that was wrapped by hand', () => {
    const wrapped =
      `The council has approved a plan that will extend the opening hours of\n` +
      `all the branch libraries by two hours on every weekday of the month.\n`
    for (const passage of slices(wrapped.repeat(40))) expect(passage).toMatch(/^The.*month\.\n$/su)
  })
})

describe('splitBySections', () => {
  it('gives the passages of the whole in bounded steps, and an article no border at a step', () => {
    const text = `${sentence(4).repeat(3)}\n`.repeat(2000)
    const steps = [...splitBySections(text)]
    expect(steps.length).toBeGreaterThan(10)
    expect(Math.max(...steps.map(step => step.length))).toBeLessThan(200)
    expect(new Set(slices(text)).size).toBe(1)
  })

  it('takes time linear in the text, whatever the text is', () => {
    const hostile = ['\n', ' ', '。', '“', 'a', '，', '\u0301', '👨‍', 'e.g. ', '# \n', '甲：\n', '水']
    for (const unit of hostile) {
      const text = unit.repeat(300_000 / unit.length)
      const begun = performance.now()
      splitPassages(text)
      expect(performance.now() - begun, JSON.stringify(unit)).toBeLessThan(5000)
    }
  })
})
