import { describe, expect, it } from 'vitest'
import { resolveFollowUp } from '../../answer/converse/follow-up.js'

/** The question before, the follow-up, and what is asked for. */
const FOLLOW_UPS: readonly (readonly [string, string, string])[] = [
  ['2024年梓汀半马的男子冠军是谁？', '那第二年呢？', '2025年梓汀半马的男子冠军是谁？'],
  ['2024年梓汀半马的男子冠军是谁？', '前一年呢？', '2023年梓汀半马的男子冠军是谁？'],
  ['2024年全市教育支出预算是多少？', '2026年呢？', '2026年全市教育支出预算是多少？'],
  ['全市教育支出预算是多少？', '2026年呢？', '2026年全市教育支出预算是多少？'],
  ['去年有多少新生？', '那今年呢', '今年有多少新生？'],
  ['图书馆周一什么时间开门？', '周日呢？', '图书馆周日什么时间开门？'],
  ['K3路改走哪条路？', '那K5路呢？', 'K5路改走哪条路？'],
  ['地铁2号线一共有几个站？', '3号线呢？', '地铁3号线一共有几个站？'],
  ['PPR-9087显示E07是什么意思？', 'E03呢？', 'PPR-9087显示E03是什么意思？'],
  ['办理TH01需要什么材料？', '那TH02呢？', '办理TH02需要什么材料？'],
  ['图书馆几点开门？', '博物馆呢？', '博物馆几点开门？'],
  ['居民停车证第一张多少钱？', '第二张呢？', '居民停车证第二张多少钱？'],
  ['市图书馆新馆的地址是什么？', '电话呢？', '市图书馆新馆的地址的电话是什么？'],
  ['柳湾镇的副镇长是谁？', '他是哪里人？', '柳湾镇的副镇长是哪里人？'],
  ['谁是图书馆馆长？', '她什么时候上任的？', '图书馆馆长什么时候上任的？'],
  ['韩青岩是什么时候去世的？', '他带过几个徒弟？', '韩青岩带过几个徒弟？'],
  ['望塔老桥有多长？', '那里能停车吗？', '望塔老桥能停车吗？'],
  ['第九届河灯节有多少游客？', '这个活动要门票吗？', '第九届河灯节，这个活动要门票吗？'],
  ['2号线为什么没有按时开通？', '什么时候？', '2号线没有按时开通，什么时候？'],
  [
    'How much did Ziting spend on education in 2024?',
    'What about 2026?',
    'How much did Ziting spend on education in 2026?',
  ],
  [
    'How much did Ziting spend on education in 2024?',
    'And the next year?',
    'How much did Ziting spend on education in 2025?',
  ],
  ['When is the library open on Mondays?', 'How about Sundays?', 'When is the library open on Sundays?'],
  [
    'Who is the chief librarian of Ziting?',
    'When was she hired?',
    'When was the chief librarian of Ziting hired?',
  ],
  ['When did Han Qingyan die?', 'Where did he live?', 'Where did Han Qingyan live?'],
  ['When did Han Qingyan die?', 'Who were his pupils?', "Who were Han Qingyan's pupils?"],
  ['Who designed the Weidang Bridge?', 'Why?', 'designed the Weidang Bridge: why?'],
]

/** Understood alone, whatever came before. */
const STANDALONE: readonly string[] = [
  '图书馆周一什么时间开门？',
  '其他垃圾扔进什么颜色的桶？',
  '吉他课在哪里报名？',
  '维他命吃多少合适？',
  '裴少川和他的父亲跑了几次？',
  '骑手丢了东西他该找谁？',
  'Did Pei Shaochuan sell his boat?',
  'Who runs the ferry and where does it stop?',
  '谢谢',
  '你好',
  'How many seats does the new library have?',
  'Is there a swimming pool in Ziting?',
  'Thank you!',
]

describe('a follow-up', () => {
  it.each(FOLLOW_UPS)('after %s, %s', (previous, question, standalone) => {
    expect(resolveFollowUp(question, previous)).toBe(standalone)
  })

  it.each(STANDALONE)('is not seen in: %s', question => {
    expect(resolveFollowUp(question, '韩青岩是什么时候去世的？')).toBe(question)
    expect(resolveFollowUp(question, 'When did Han Qingyan die?')).toBe(question)
  })
})
