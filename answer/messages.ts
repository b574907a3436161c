/** What a reader sees of a refusal, in the language of the question. */
const CATALOGUE = {
  zh: {
    not_in_archive: '资料中没有找到这个问题的答案。下面是最接近的资料。',
    archive_empty: '还没有任何资料。请先导入文档，再来提问。',
    unsupported: '（未经原文证实）',
  },
  en: {
    not_in_archive: 'The archive does not hold an answer to this question. These are the nearest sources.',
    archive_empty: 'The archive is still empty. Add documents first, then ask again.',
    unsupported: '(Not confirmed by its source) ',
  },
} as const

export type AnswerMessage = keyof (typeof CATALOGUE)['zh']

/** What a document of that date says, where another one says otherwise: `2024-05-01：周一闭馆。` */
export function datedStatement(text: string, date: string, question: string): string {
  return isChinese(question) ? `${date}：${text}` : `${date}: ${text}`
}

const isChinese = (question: string) => /\p{Script=Han}/u.test(question)

/** Chinese when the question holds a Han character, else English. */
export function answerMessage(message: AnswerMessage, question: string): string {
  return CATALOGUE[isChinese(question) ? 'zh' : 'en'][message]
}
