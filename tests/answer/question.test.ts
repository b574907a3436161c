import { describe, expect, it } from 'vitest'
import { answerTypeMatch, expectedAnswer, type AnswerType } from '../../answer/question.js'

const QUESTIONS: Readonly<Record<AnswerType, readonly string[]>> = {
  reason: [
    '为什么洪灾最终数字比初步统计大？',
    '停水的原因是什么？',
    '文澜路停水为何改期？',
    '為什麼改期？',
    'Why did Metro Line 2 open late?',
    'What was the reason for the delay?',
    'What caused the flood?',
  ],
  time: [
    '图书馆周一什么时候开门？',
    '洪峰是哪一天到的？',
    '鹭洲区停水从几号开始？',
    '灯会几点结束？',
    '图书馆周几闭馆？',
    '星期几有夜市？',
    '大桥何年建成？',
    '2号线哪年通车？',
    '補辦要等多久？',
    '恢复供水时间是？',
    'When does the last ferry leave?',
    'What time does the library close?',
    'How long does a permit take?',
  ],
  person: [
    '图书馆馆长是谁？',
    '哪位工程师负责检查？',
    '誰捐了底片？',
    '哪些人可以申请？',
    'Who inspects the bridge?',
    'Whose idea was it?',
  ],
  quantity: [
    '新馆里有多少本书？',
    '新馆花了多少钱？',
    '2号线有几个站？',
    '桥有多长？',
    '这是第几届河灯节？',
    '入学率是百分之几？',
    'How many seats are there?',
    'How much did it cost?',
    'How old was he?',
    'What percentage passed the test?',
  ],
  place: [
    '韩青岩的老家在哪里？',
    '在什么地方办理？',
    '他来自哪个国家？',
    '新馆位于哪？',
    '書展在哪兒舉行？',
    'Where do foreigners apply?',
    'Which city is it in?',
    'What country did it come from?',
  ],
  manner: ['家里的旧沙发怎么处理？', '如何备案？', 'How do I register a dog?'],
  polar: [
    '看河灯节要买门票吗？',
    '新生儿是否有等待期？',
    '能不能补办？',
    'Is the library open on Mondays?',
    'Can I bring my own lantern?',
  ],
  open: ['PPR-9087显示E07是什么意思？', '申请居住证要准备哪些材料？', 'What is a residence permit?', ''],
}
const TABLE = Object.entries(QUESTIONS).flatMap(([type, questions]) =>
  questions.map(question => [question, type] as const),
)

describe('expectedAnswer', () => {
  it.each(TABLE)('%j asks for: %s', (question, type) => {
    expect(expectedAnswer(question).type).toBe(type)
  })

  it.each(['图书馆周一什么时候开门？', '馆长是谁？', '入学几何？', '地址在哪里？'])(
    '%j names no unit',
    question => {
      expect(expectedAnswer(question).measure).toBeNull()
    },
  )
})

describe('answerTypeMatch', () => {
  const match = (question: string, text: string) => answerTypeMatch(expectedAnswer(question), text)

  it.each([
    ['一共出动了几架飞机？', '出动3架', '出动3次'],
    ['一共出动了几架飞机？', '出动两架', '等了两年'],
    ['桥有多长？', '全长1.2公里', '投资1.2亿元'],
    ['桥有多高？', '高三十余米', '有三十个孔'],
    ['有多少人参加？', '5800人参加', '花费5800元'],
    ['来了几位客人？', '来了12位', '住了12天'],
    ['门票多少钱？', '票价15元', '限15人'],
    ['How much is a lantern?', 'It costs 15 yuan', 'There are 15 stalls'],
    ['他多少岁？', '享年87岁', '用了87天'],
    ['入学率占比多少？', '达到98%', '达到98人'],
    ['馆里有多少本书？', '藏書３００本', '耗资300元'],
    ['这是第几届？', '第九届', '9月举行'],
  ])('%j: %j has the unit asked for, %j only a number', (question, right, other) => {
    expect(match(question, right)).toBe(1)
    expect(match(question, other)).toBe(0.5)
    expect(match(question, '没有说明')).toBe(0)
  })

  it.each([
    ['图书馆周几闭馆？', '周一闭馆', '3月1日起开放'],
    ['礼拜几有课？', '每逢礼拜三', '每月3日'],
    ['灯会几点结束？', '21:30结束', '3月5日结束'],
    ['食堂几点开门？', '早上七点开门', '周一开门'],
    ['2号线哪年通车？', '2019年底', '6月19日'],
    ['节目几月开始？', '十月起', '2019年起'],
    ['洪峰是哪一天到的？', '6月19日到达', '下午三点'],
    ['停水从几号开始？', '从12日起', '去年夏天'],
    ['What day of the week is it closed?', 'Closed on Mondays', 'from 3 March'],
    ['What time does it close?', 'at 9 pm', 'on Mondays'],
    ['What year was it built?', 'in 1998', 'on Monday'],
  ])('%j: %j is the kind of time asked for, %j another', (question, right, other) => {
    expect(match(question, right)).toBe(1)
    expect(match(question, other)).toBe(0.5)
    expect(match(question, '没有说明')).toBe(0)
  })

  it.each([
    ['补办要多久？', '需要15天'],
    ['补办要多久？', '大约两个月'],
    ['How long does it take?', 'It takes 3 weeks'],
    ['等了多少年？', '等了十年'],
  ])('%j: %j is a length of time', (question, text) => {
    expect(match(question, text)).toBe(1)
  })

  it.each<readonly [AnswerType, readonly string[], readonly string[]]>([
    [
      'time',
      ['6月19日到达', '今年春天', '13:00至18:00', '星期三', 'on 3 March', 'in 1998'],
      ['3号线', '有126万册', 'about forty seats'],
    ],
    [
      'person',
      ['总工程师顾长霖', '劉小姐到場', '约翰·史密斯', '一位教授', 'Du Yinglan inspects it'],
      ['明天下雨', 'the weather is fine'],
    ],
    [
      'place',
      [
        '枫渡县柳湾镇',
        '滨河大道18号的图书馆',
        '来自日本',
        '前往埃及',
        '他去了巴西',
        'at the depot',
        '位于西部',
      ],
      ['共3人', 'nobody came'],
    ],
    ['quantity', ['126万册', '三十人', '８６３'], ['没有说明', 'nobody']],
    ['reason', ['因为下雨', '受雷暴影响导致', 'because of rain', 'due to repairs'], ['天气晴']],
    ['manner', ['通过客户端备案', '请拨打电话', 'by post', 'using the form'], ['天气晴']],
    ['polar', ['不会罚款', 'Plastic is not allowed'], []],
    ['open', ['蓝色', ''], []],
  ])('knows %s in a text', (type, texts, others) => {
    const matching = (text: string) => answerTypeMatch({ type, measure: null }, text)
    expect(texts.filter(text => matching(text) !== 1)).toEqual([])
    expect(others.filter(text => matching(text) !== 0)).toEqual([])
  })
})
