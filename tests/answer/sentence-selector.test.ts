import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRunFinder } from '../../answer/selector/common-runs.js'
import {
  askingTokens,
  distances,
  quotedTokens,
  selectorTokens,
} from '../../answer/selector/question-tokens.js'
import { readSelectorModel, selectorModelPath } from '../../answer/selector/selector-model.js'
import { packageRoot } from '../../core/package-root.js'
import { selector } from './selector.js'

const best = (question: string, sentences: readonly string[], title = '') => {
  const logits = selector.about(question)?.(title, sentences) ?? []
  return sentences[logits.indexOf(Math.max(...logits))]
}

describe('the sentence selector', () => {
  it.each([
    [
      '温书宁的办公电话是多少？',
      ['温书宁是市图书馆馆长。', '温书宁喜欢读书。', '地址：文澜路18号', '办公电话：5550-1199'],
    ],
    ['市图书馆的地址在哪里？', ['市图书馆今天开馆。', '市图书馆藏书126万册。', '地址：鹭洲区文澜路18号']],
    ['市图书馆的馆长是谁？', ['市图书馆今天开馆。', '市图书馆藏书126万册。', '馆长温书宁介绍了新馆。']],
    ['2號線全長多少公里？', ['2号线今天开通。', '2号线每天运行18小时。', '线路全长26.8公里。']],
  ])('%s: finds the answer, whether or not it names what is asked about', (question, sentences) => {
    expect(best(question, sentences)).toBe(sentences.at(-1))
  })

  it('gives the logits that the trainer gives', async () => {
    const path = join(packageRoot(), 'tests/fixtures/selector-references.json')
    const references = z
      .array(
        z.object({
          question: z.string(),
          title: z.string(),
          sentences: z.array(z.string()),
          logits: z.array(z.number()),
        }),
      )
      .min(10)
      .parse(JSON.parse(await readFile(path, 'utf8')))
    for (const { question, title, sentences, logits } of references) {
      const scores = selector.about(question)?.(title, sentences) ?? []
      expect(scores).toHaveLength(sentences.length)
      for (const [index, score] of scores.entries()) {
        expect(Math.abs(score - (logits[index] ?? Infinity)), `${question} ${sentences[index]}`).toBeLessThan(
          0.1,
        )
      }
    }
  })

  it('says nothing about a question in another language, or about nothing', () => {
    expect(selector.about('Who wrote it?')?.('', ['She wrote it.', 'It rains.'])).toBeUndefined()
    expect(selector.about('谁写的？')?.('', [])).toEqual([])
  })

  it('gives a number for whatever it is asked, the same each time', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('谁', '：：：', '名称：甲', '𠮷𠮷𠮷', 'x'.repeat(500), '地铁'.repeat(300), '12345.678'),
    )
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 5 }), (question, title, sentences) => {
        const logits = selector.about(`${question}什么`)?.(title, sentences) ?? []
        expect(logits).toHaveLength(sentences.length)
        expect(logits.every(Number.isFinite)).toBe(true)
        expect(selector.about(`${question}什么`)?.(title, sentences)).toEqual(logits)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('does not read a file that was cut off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'youju-selector-'))
    const path = join(folder, 'cut.bin')
    try {
      await writeFile(path, (await readFile(selectorModelPath())).subarray(0, -1))
      await expect(readSelectorModel(path)).rejects.toThrow(RangeError)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('what a question and a sentence have in common', () => {
  it('is found by length as a search through all pairs finds it', () => {
    const token = fc.constantFrom('甲', '乙', '丙', 'ab', '12')
    const tokens = fc.array(token, { maxLength: 12 })
    fc.assert(
      fc.property(tokens, tokens, (question, sentence) => {
        const runs = createRunFinder(question)(sentence)
        expect([...runs.ofQuestion]).toEqual(longestRuns(question, sentence))
        expect([...runs.ofSentence]).toEqual(longestRuns(sentence, question))
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

/** For each token the length of the longest stretch through it that the other has, by trying all stretches. */
function longestRuns(tokens: readonly string[], other: readonly string[]): number[] {
  const joined = `|${other.join('|')}|`
  return tokens.map((_token, index) => {
    let longest = 0
    for (let start = 0; start <= index; start++) {
      for (let end = index + 1; end <= tokens.length; end++) {
        const stretch = tokens.slice(start, end)
        if (!joined.includes(`|${stretch.join('|')}|`)) continue
        longest = Math.max(
          longest,
          stretch.reduce((sum, { length }) => sum + (length > 1 ? 2 : 1), 0),
        )
      }
    }
    return longest
  })
}

describe('the tokens of a question', () => {
  it('are characters, words, numbers and marks, folded', () => {
    expect(selectorTokens('「ＰＰＲ-9087」顯示 E07？')).toEqual([
      '「',
      'ppr',
      '-',
      '9087',
      '」',
      '显',
      '示',
      'e',
      '07',
      '?',
    ])
  })

  it('are told whether they ask, how far they are from that, and what is quoted', () => {
    const tokens = selectorTokens('《青鹭》是谁写的')
    expect(askingTokens(tokens).map(Number)).toEqual([0, 0, 0, 0, 0, 1, 0, 0])
    expect(distances(askingTokens(tokens))).toEqual([-5, -4, -3, -2, -1, 0, 1, 2])
    expect(quotedTokens(tokens).map(Number)).toEqual([1, 1, 1, 1, 0, 0, 0, 0])
    expect(distances([false, false, false])).toEqual([-2, -1, 0])
  })
})
