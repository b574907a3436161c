import { describe, expect, it } from 'vitest'
import { interpret } from '../../../retrieval/interpret/interpret.js'

/** A Tuesday. */
const TODAY = '2026-11-24'

/** `filter|boost from..until`, or `-` when no time of publication is read. */
function read(question: string): string {
  const { published } = interpret(question, TODAY)
  if (published === undefined) return '-'
  const { effect, range } = published
  return `${effect} ${range.from ?? ''}..${range.until ?? ''}`
}

const FILTERS: readonly (readonly [string, string])[] = [
  ['2023年以前的规定', '..2023-01-01'],
  ['二〇二三年以前的通知', '..2023-01-01'],
  ['二零二三年之前发布的公告', '..2023-01-01'],
  ['2023年前的报道', '..2023-01-01'],
  ['2023年5月之后的通知', '2023-05-01..'],
  ['2023年5月3日以后的公告有哪些', '2023-05-03..'],
  ['去年以来的报道', '2025-01-01..'],
  ['今年以来的停水通知', '2026-01-01..'],
  ['2024年3月以来的新闻', '2024-03-01..'],
  ['上周的通知', '2026-11-16..2026-11-23'],
  ['上週的通知', '2026-11-16..2026-11-23'],
  ['上个星期的通知说了什么？', '2026-11-16..2026-11-23'],
  ['上周三的公告', '2026-11-18..2026-11-19'],
  ['本周的消息', '2026-11-23..2026-11-30'],
  ['上个月的新闻', '2026-10-01..2026-11-01'],
  ['昨天的新闻', '2026-11-23..2026-11-24'],
  ['前天的报道里提到了谁？', '2026-11-22..2026-11-23'],
  ['去年的文章', '2025-01-01..2026-01-01'],
  ['去年夏天的报道', '2025-06-01..2025-09-01'],
  ['前年冬天的新闻', '2024-12-01..2025-03-01'],
  ['去年下半年的通知', '2025-07-01..2026-01-01'],
  ['2023年第一季度的公告', '2023-01-01..2023-04-01'],
  ['2022年到2024年间的报道', '2022-01-01..2025-01-01'],
  ['2022至2024年的报道', '2022-01-01..2025-01-01'],
  ['2023年5月至8月的通知', '2023-05-01..2023-09-01'],
  ['2023-05-03的公告', '2023-05-03..2023-05-04'],
  ['最近三个月的通知', '2026-08-24..2026-11-25'],
  ['近两周的停水通知', '2026-11-10..2026-11-25'],
  ['过去半年的新闻', '2026-05-24..2026-11-25'],
  ['上周发布了哪些停水通知？', '2026-11-16..2026-11-23'],
  ['去年市政府发布的停车公告', '2025-01-01..2026-01-01'],
  ['上周刊登了什么？', '2026-11-16..2026-11-23'],
  ['三天前的通知', '2026-11-21..2026-11-22'],
  ['notices from last week', '2026-11-16..2026-11-23'],
  ["last week's notices about parking", '2026-11-16..2026-11-23'],
  ['news since March 2024', '2024-03-01..'],
  ['articles published before 2023', '..2023-01-01'],
  ['regulations before 2023', '..2023-01-01'],
  ['articles published after 2023', '2024-01-01..'],
  ['notices between March and May 2024', '2024-03-01..2024-06-01'],
  ['news between 2022 and 2024', '2022-01-01..2025-01-01'],
  ['news from the past 3 months', '2026-08-24..2026-11-25'],
  ['reports from the last two weeks', '2026-11-10..2026-11-25'],
  ['Which notices about water were published last month?', '2026-10-01..2026-11-01'],
  ["yesterday's news", '2026-11-23..2026-11-24'],
  ['announcements dated 3 May 2024', '2024-05-03..2024-05-04'],
  ['announcements of May 3, 2024', '2024-05-03..2024-05-04'],
  ['stories published last summer', '2025-06-01..2025-09-01'],
]

const BOOSTS: readonly (readonly [string, string])[] = [
  ['最近三个月图书馆有什么活动？', '2026-08-24..2026-11-25'],
  ['最近有什么展览', '2026-08-26..2026-11-25'],
  ['最近的停水通知', '2026-08-26..2026-11-25'],
  ['近期地铁有调整吗', '2026-08-26..2026-11-25'],
  ['最近几天的通知', '2026-11-19..2026-11-25'],
  ['去年夏天的洪水造成了多少损失？', '2025-06-01..2025-09-01'],
  ['上周停水是为什么', '2026-11-16..2026-11-23'],
  ['梓汀大学今年招多少研究生？', '2026-01-01..2027-01-01'],
  ['今年三月发生了什么恐怖袭击？', '2026-03-01..2026-04-01'],
  ['今年以来阿富汗遭遇了多少次袭击', '2026-01-01..'],
  ['自2017年以来，法国挫败了多少起袭击？', '2017-01-01..'],
  ['2023年5月之后停车费涨了吗？', '2023-05-01..'],
  ['2023年起医保怎么交？', '2023-01-01..'],
  ['从去年开始，图书馆周一几点开门？', '2025-01-01..'],
  ['昨天谁来开会了？', '2026-11-23..2026-11-24'],
  ['5月的通知', '2026-05-01..2026-06-01'],
  ['12月的通知', '2025-12-01..2026-01-01'],
  ['2023年的停水通知', '2023-01-01..2024-01-01'],
  ['2023年以前的停车规定', '..2023-01-01'],
  ['今年的规定是什么', '2026-01-01..2027-01-01'],
  ['两年前地铁票价是多少？', '2024-01-01..2025-01-01'],
  ['What has changed in parking since March 2024?', '2024-03-01..'],
  ['What happened at the library last week?', '2026-11-16..2026-11-23'],
  ['Has the ferry timetable changed recently?', '2026-08-26..2026-11-25'],
  ['Did the fare rise in the past 3 months?', '2026-08-24..2026-11-25'],
  ['notices in May', '2026-05-01..2026-06-01'],
  ['Who was hired last summer?', '2025-06-01..2025-09-01'],
]

/** What looks like a time of publication and is not. */
const TRAPS: readonly string[] = [
  '2008年奥运会在哪里举办？',
  '5月3日发生了什么？',
  '2023年秋天全市有多少孩子上小学一年级？',
  '2024年图书馆借得最多的书是哪一本？',
  '在2000年以前，华沙证券交易所所在的大楼是什么组织的前总部？',
  '2023年以前的车辆有什么规定？',
  '2008年奥运会的报道由谁负责？',
  '1994-2010年哪项运动的漫画作品在周刊连载？',
  '2004年至2014年，岑朗天在香港中文大学哪个学院教授课程？',
  '黄色的电动车临时牌照到什么时候失效？',
  '离市政府最近的地铁站是哪一站？',
  '最近的医院在哪里？',
  '距离木星最近的卫星是哪颗？',
  '最近一次召回是在何时',
  '以前天气预报是谁播的？',
  '如今年轻人喜欢什么？',
  '过去年代的照片在哪里展出？',
  '近五十年内移民了多少次？',
  '这三年里他写了什么书？',
  '100年前谁提出了进化论？',
  '今年和去年相比，入学人数变了多少？',
  '《去年夏天》的作者是谁？',
  '“上周的通知”这句话出自哪里？',
  '明年的通知什么时候发？',
  '2020年新闻发布会在哪里举行？',
  '中秋月饼在哪里买？',
  '哪项运动的漫画在日本周刊连载？',
  '他哪一年前往俄国？',
  '改制为今天的哪所大学？',
  'What are the buildings known as today?',
  '2号线一共有几个站？',
  '夜5路几点发车？',
  '一年级新生要带什么材料？',
  '办理TH01需要提交什么材料？',
  'PPR-9087显示E07是什么意思？',
  'What was the last name of the player?',
  'How many points did the team score in the last three minutes of the game?',
  'When did the last glacial end?',
  "What was Luther's last year like?",
  'What happened in the last week of May 2012?',
  'What did the company name after Tesla in 1960?',
  'Whose headquarters was it until 2000?',
  'What happened between 2004 and 2014?',
  'How many people may enter in the morning?',
  'What may I bring to the library?',
  'Where did the march of 1963 end?',
  'What did the IPCC report in 2001 say?',
  'Who published the book in 2015?',
  'How far is the airport from the old town?',
]

describe('times read out of a question', () => {
  it.each(FILTERS)('%s: a filter', (question, range) => {
    expect(read(question)).toBe(`filter ${range}`)
  })

  it.each(BOOSTS)('%s: a preference', (question, range) => {
    expect(read(question)).toBe(`boost ${range}`)
  })

  it.each(TRAPS)('%s: nothing', question => {
    expect(read(question)).toBe('-')
  })
})
