/**
 * Ways of asking that mean the same, each line one: the words that ask, and the few nouns that are asked for in place
 * of them (开放时间, 地址, price). What a question is about is never among them: nobody here knows what names the same.
 */

/** What asks. Beside a noun of `ASKED_FOR` it says nothing more: 电话是多少, 电话. */
const ASKING: Readonly<Record<string, string>> = {
  when: '什么时候 什么时间 何时 啥时候 多会儿 when',
  clock: '几点 几点钟 几点几分 at_what_time what_time',
  day: '哪天 哪一天 几号 几月几号 what_day which_day what_date',
  year: '哪年 哪一年 what_year which_year in_what_year in_which_year',
  where: '哪里 哪儿 什么地方 何处 where',
  what: '什么 啥 哪些 what',
  how_many: '多少 几 how_many',
  how_much: 'how_much',
}

/** Nouns that ask by themselves. */
const ASKED_FOR: Readonly<Record<string, string>> = {
  hours: '开放时间 营业时间 对外开放时间 opening_hours opening_times business_hours hours_of_operation',
  opening: '开门时间',
  closing: '关门时间',
  place:
    '在哪 在哪里 在哪儿 去哪 去哪里 去哪儿 到哪 到哪里 到哪儿 在什么地方 在什么位置 在何处 位于哪 位于哪里 位于哪儿 位于什么地方 位于何处 地址 具体地址 ' +
    '详细地址 where_is where_are where_can_i_find where_do_i_find address location',
  price:
    '多少钱 多少元 几块钱 价格 价钱 要多少钱 需要多少钱 得多少钱 收多少钱 怎么收费 如何收费 怎样收费 ' +
    'how_much_is how_much_are how_much_for price cost',
  phone: '电话 电话号码 联系电话 phone_number telephone_number telephone phone',
  email: '邮箱 电子邮箱 邮箱地址 电子邮件地址 email email_address e_mail e_mail_address',
}

const OTHERS: Readonly<Record<string, string>> = {
  how: '怎么 怎样 如何 咋 怎么才能 怎样才能 如何才能 how',
  way: '怎么走 怎么去 怎样去 怎么到 怎样到 如何去 如何前往 如何到达 怎么到达 how_do_i_get_to how_to_get_to how_can_i_get_to how_do_you_get_to how_do_we_get_to',
  why: '为什么 为何 为啥 why how_come',
  who: '谁 哪位 什么人 何人 who',
  how_long: '多久 多长时间 要多久 要多长时间 需要多久 需要多长时间 得多久 how_long',
  how_far: '多远 how_far',
  weekday: '周几 星期几 礼拜几 what_day_of_the_week which_day_of_the_week',
  may: '能 能够 可以 可不可以 能不能 能否 可否 是否可以 是否能 是否能够 是不是可以 can may could am_i_allowed_to are_we_allowed_to is_it_allowed_to is_it_possible_to',
  must: '需要 要 必须 需 须 要不要 需不需要 用不用 是否需要 是否要 是不是要 是不是需要 need need_to have_to must',
  have: '有 有没有 是否有 有无',
  handle: '办 办理',
  and: '和 与 跟 及 以及 and',
  weekend: '周末 双休日 weekend weekends',
}

/** What is no part of the question: who asks whom, and the words that hold a sentence together. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  (
    '的 地 得 了 吗 呢 吧 啊 呀 嘛 么 哦 呗 是 是不是 是否 在 我 我们 咱 咱们 你 您 你们 那 那么 就 都 想 请 请问 ' +
    '一下 下 到底 究竟 具体 ' +
    'the a an is are am be do does i we you my our your me it there any some of for in at to so'
  ).split(' '),
)

/** Greetings and requests around a question. */
export const POLITE_START =
  /^(?:[\s,，。.!！:：、~]*(?:那么?(?=\p{Script=Han}{3})|(?:你好|您好|请问|请教|麻烦|劳驾|打扰|不好意思|打听)(?:一下|下|了)?(?:您|你)?(?:问(?:一下|下|问)?)?|(?:我们?)?(?:很)?想(?:要)?(?:问|知道|了解|请教|咨询|打听)(?:问)?(?:一下|下)?|(?:能|可以|能否|可否|能不能|可不可以)?(?:请|麻烦)?(?:您|你)?(?:告诉|告知)(?:一下)?我(?:们)?(?:一下)?|(?:有|谁|有谁|有没有)?人?知道(?=.*[吗呢?？什哪谁几多怎如何])|(?:hi|hello|hey|excuse me|sorry|please|kindly|(?:could|can|would|will) you (?:please |kindly )?tell me|tell me|let me know|i(?:['’]d| would)? (?:like|want) to know|i was wondering|i wonder|do you know|does any(?:one|body) know|(?:may|can|could) i ask)\b(?: (?:if|whether)\b)?))+/u
export const POLITE_END =
  /(?:[\s,，。.!！?？~]*(?:(?:多谢|谢谢|感谢)(?:您|你|了)?|急|在线等|thanks|thank you|please))+[\s,，。.!！?？~]*$/u

/** A way of asking, by each of its expressions; words of an expression are joined by `_`. */
export const ASKING_FORMS: ReadonlyMap<string, string> = new Map(
  [ASKING, ASKED_FOR, OTHERS].flatMap(forms =>
    Object.entries(forms).flatMap(([form, expressions]) =>
      expressions.split(' ').map(expression => [expression, form] as const),
    ),
  ),
)

interface Hour {
  readonly form: string
  /** With `when` or `clock`: the hour of the day. */
  readonly plain: ReadonlySet<string>
  /** With `clock` only: with `when` it may be the day of an inauguration. */
  readonly byClock: ReadonlySet<string>
}

/** Verbs whose hour is asked for: 几点开门, when … open. */
export const HOURS: readonly Hour[] = [
  { form: 'opening', plain: new Set(['开门', '开馆', 'open']), byClock: new Set(['营业', '开放']) },
  { form: 'closing', plain: new Set(['关门', '闭馆', '打烊', 'close']), byClock: new Set(['关闭']) },
]

/** Whether a form only asks what a noun beside it asks already. */
export const onlyAsks = (form: string) => form in ASKING
export const isAskedFor = (form: string) => form in ASKED_FOR
