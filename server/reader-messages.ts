/** What readers are told through other programs. */
const CATALOGUE = {
  zh: {
    startedOver: '（以上没有写完，不算数。改为摘录原文：）',
    greeting: '您好！请直接发来问题，我会从资料里找出答案，并注明出处。',
    later: '正在查找，请稍候回复任意内容查看答案。',
    unreadable: '目前只看得懂文字，请用文字发来问题。',
    empty: '请写出想问的内容。',
    tooLong: '问题太长了，请简短一些再发来。',
    perMinute: '问得有点快，请过一分钟再发来。',
    perDay: '今天的提问次数已用完，请明天再来。',
    busy: '现在提问的人很多，请过一会儿再发来。',
    failed: '没有能查到：系统出了问题，请稍后再试。',
    sources: '出处：',
    cut: '（篇幅所限，未完）',
  },
  en: {
    startedOver: '(The above was not finished and does not count. Quoted from the sources instead:)',
    greeting: 'Hello! Send me a question, and I will look up the answer in the archive and name its sources.',
    later: 'Still looking. Reply with anything in a moment to see the answer.',
    unreadable: 'I can read text only. Please send your question as text.',
    empty: 'Please write what you want to know.',
    tooLong: 'That question is too long. Please send a shorter one.',
    perMinute: 'That was quick. Please wait a minute before the next question.',
    perDay: 'You have used up the questions of today. Please come back tomorrow.',
    busy: 'Many people are asking at the moment. Please send it again in a while.',
    failed: 'The answer could not be looked up: something failed. Please try again later.',
    sources: 'Sources:',
    cut: '(cut for length)',
  },
} as const

export type ReaderLanguage = keyof typeof CATALOGUE
export type ReaderMessage = keyof (typeof CATALOGUE)['zh']

export function readerMessage(message: ReaderMessage, language: ReaderLanguage): string {
  return CATALOGUE[language][message]
}

/** Chinese when the text holds a Han character, else English. */
export function readerLanguage(text: string): ReaderLanguage {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}
