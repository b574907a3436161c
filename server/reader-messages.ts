/** What readers are told through other programs, in the language of their question. */
const CATALOGUE = {
  zh: {
    startedOver: '（以上没有写完，不算数。改为摘录原文：）',
  },
  en: {
    startedOver: '(The above was not finished and does not count. Quoted from the sources instead:)',
  },
} as const

export type ReaderMessage = keyof (typeof CATALOGUE)['zh']

/** Chinese when the question holds a Han character, else English. */
export function readerMessage(message: ReaderMessage, question: string): string {
  return CATALOGUE[/\p{Script=Han}/u.test(question) ? 'zh' : 'en'][message]
}
