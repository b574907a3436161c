import { describe, expect, it } from 'vitest'
import { interpret } from '../../../retrieval/interpret/interpret.js'
import { comparable, holdsPhrase } from '../../../retrieval/interpret/phrases.js'

const read = (question: string) => {
  const { phrases, titles } = interpret(question, '2026-11-24')
  return { phrases, titles }
}

describe('quoted phrases', () => {
  it.each([
    ['“矮冬瓜”是谁的绰号？', ['矮冬瓜']],
    ['「唐音」和「吴音」指什么', ['唐音', '吴音']],
    ['『胴丸』的名称是如何确定的？', ['胴丸']],
    ['What was named "The Tesla" in his honor?', ['The Tesla']],
    ['＂TH01＂怎么办', ['TH01']],
    ['“”和“？”是什么', []],
    ['他说"好', []],
    ["It's the city's library, isn't it?", []],
  ])('%s', (question, phrases) => {
    expect(read(question).phrases).toEqual(phrases)
  })

  it('keeps titles of works apart, since they are named rather than quoted', () => {
    expect(read('《青鹭河渡口记》是谁写的？')).toEqual({ phrases: [], titles: ['青鹭河渡口记'] })
  })

  it.each([
    ['办理TH01需要两份材料', 'TH01', true],
    ['办理ＴＨ０１需要两份材料', 'th01', true],
    ['办理TH011需要两份材料', 'TH01', false],
    ['办理XTH01需要两份材料', 'TH01', false],
    ['編號 PPR-9087 的終端', '编号PPR-9087', true],
    ['the New  Library opens', 'new library', true],
    ['the newlibrary opens', 'new library', false],
    ['renew libraries', 'new library', false],
    ['新馆\n开放', '新馆开放', true],
    ['学生小组被称为卫理公会。', '卫理公会？', true],
    ['任何文字', '……', false],
  ])('in %j, %j stands whole: %s', (text, phrase, holds) => {
    expect(holdsPhrase(comparable(text), phrase)).toBe(holds)
  })
})
