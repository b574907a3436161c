import { beforeAll, describe, expect, it } from 'vitest'
import { factsOf } from '../../answer/generate/facts.js'
import { testSupport } from '../../answer/generate/support.js'
import { fold } from '../../core/text/fold.js'
import { createSegmenter, type Segmenter } from '../../core/text/segmenter.js'

const HOSPITAL =
  '住院按医院等级：一级医院起付线200元，报销90%；二级医院起付线500元，报销80%；三级医院起付线1000元，报销65%。'
const RECORD = '没有备案的，报销比例降低15个百分点；门诊费用不设起付线。'
const FESTIVAL = '市文旅局10月10日复核发现，第九届河灯节游客总数应为58.3万人次，单日最高应为10.2万人次。'
const RACE = 'Pei Shaochuan, a postman from Wangta, won the half marathon in 1:06:48 on 12 May 2024.'
const LIBRARY = '新馆位于鹭洲区文澜路18号，馆长温书宁介绍，开放时间为周二至周日9:00至20:30，周一闭馆。'

describe('testSupport', () => {
  let segmenter: Segmenter
  beforeAll(() => {
    segmenter = createSegmenter()
  })
  const judge = (statement: string, sentences: string, about: { titles?: string; question?: string } = {}) =>
    testSupport(statement, { titles: '', question: '', years: [2023], sentences, ...about }, segmenter)

  it.each([
    ['as it stands', HOSPITAL, HOSPITAL],
    ['a part of it', '二级医院起付线500元', HOSPITAL],
    ['numbers written otherwise', '游客总数为583000人次，单日最高为十点二万人次', FESTIVAL],
    ['a time written otherwise', '周二至周日9时到晚上8点半开放', LIBRARY],
    ['per cent written otherwise', '三级医院报销百分之六十五', HOSPITAL],
    ['traditional characters', '第九屆河燈節遊客總數應為58.3萬人次', FESTIVAL],
    ['full-width digits', '二级医院起付线５００元', HOSPITAL],
    ['the year of publication', '2023年10月10日复核发现，游客总数应为58.3万人次', FESTIVAL],
    ['a month without its day', '10月复核发现，河灯节游客总数应为58.3万人次', FESTIVAL],
    ['a denial', '没有备案的，报销比例降低15个百分点', RECORD],
    ['a denial in other words', '门诊费用没有设起付线', RECORD],
    ['English, shortened', 'Pei Shaochuan won the half marathon in 1:06:48.', RACE],
  ])('supports %s', (_name, statement, sentences) => {
    expect(judge(statement, sentences)).toMatchObject({ supported: true, failure: null })
  })

  it.each([
    ['another number', '游客总数应为59.3万人次', FESTIVAL, 'number'],
    ['a number of another thing', '二级医院起付线200元', HOSPITAL, 'number'],
    ['another unit', '二级医院起付线500美元', HOSPITAL, 'number'],
    ['another magnitude', '游客总数应为58.3亿人次', FESTIVAL, 'number'],
    ['points for per cent', '没有备案的，报销比例降低15%', RECORD, 'number'],
    ['another day', '10月11日复核发现，游客总数应为58.3万人次', FESTIVAL, 'number'],
    ['another year', '2022年10月10日复核发现，游客总数应为58.3万人次', FESTIVAL, 'number'],
    ['another weekday', '周二至周日9:00至20:30，周三闭馆', LIBRARY, 'number'],
    ['another time', '周二至周日9:00至21:30开放', LIBRARY, 'number'],
    ['another English date', 'Pei Shaochuan won the half marathon on 13 May 2024.', RACE, 'number'],
    ['another person', '馆长顾长霖介绍，开放时间为周二至周日9:00至20:30', LIBRARY, 'name'],
    ['a person with another character', '馆长温书平介绍，开放时间为周二至周日', LIBRARY, 'name'],
    ['another street', '新馆位于鹭洲区解放路18号', LIBRARY, 'name'],
    ['another English name', 'Liu Shaochuan, a postman from Wangta, won the half marathon.', RACE, 'name'],
    ['a denial left out', '备案的，报销比例降低15个百分点', RECORD, 'negation'],
    ['a denial put in', '二级医院不报销80%', HOSPITAL, 'negation'],
    ['an English denial put in', 'Pei Shaochuan did not win the half marathon.', RACE, 'negation'],
    ['the opposite', '报销比例提高15个百分点', RECORD, 'opposite'],
    ['something else', '游客对今年的活动非常满意', FESTIVAL, 'unrelated'],
    ['nothing', '。', FESTIVAL, 'unrelated'],
  ])('does not support %s', (_name, statement, sentences, failure) => {
    expect(judge(statement, sentences)).toMatchObject({ supported: false, score: 0, failure })
  })

  it('takes names and years from the title, but proves nothing by the question', () => {
    const sentences = '个人缴费标准为每人380元，财政补助每人670元。'
    const statement = '2024年居民医保个人缴费标准为每人380元'
    expect(judge(statement, sentences, { titles: '2024年居民医保缴费通知' }).supported).toBe(true)
    expect(judge(statement, sentences, { question: '2024年居民医保缴多少？' }).failure).toBe('number')
  })

  it('stays quick for the longest statements and quotes', () => {
    const sentences = '第1号公告的金额为200元，不含税；'.repeat(150)
    const started = performance.now()
    judge('第1号公告的金额为200元，不含税。'.repeat(30), sentences)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('factsOf', () => {
  it.each([
    ['第九届58.3万人次', 'ordinal 9, number 583000'],
    ['2023年10月11日上午8:30至下午五点半', 'year 2023, date 1011, clock 510, clock 1050'],
    ['二〇二三年五十八万三千人', 'year 2023, number 583000'],
    [
      '百分之九十，15个百分点，九成五，三分之一',
      'percent 90, points 15, percent 95, percent 33.333333333333336',
    ],
    ['电话5550-2333，PPR-9087型', 'code 55502333, code ppr9087'],
    ['3 December 2025, twenty-three people, 8,000 seats', 'date 1203, year 2025, number 23, number 8000'],
    ['at 8.30 pm? at 8:30 pm, 1:16:05', 'number 8.3, clock 1230, code 1:16:05'],
    ['2025-03-01和2025/3/2', 'year 2025, date 301, year 2025, date 302'],
    ['一些人十分高兴，万一下雨', ''],
    ['周一、星期日，每天8时至22时', 'weekday 1, weekday 7, clock 480, clock 1320'],
  ])('reads %s', (text, expected) => {
    const facts = factsOf(fold(text).text).map(({ kind, value }) => `${kind} ${value}`)
    expect(facts.join(', ')).toBe(expected)
  })
})
