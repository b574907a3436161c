import type { DocumentSummary } from './api-types.js'
import type { Language } from './messages.js'

/** The web addresses of the sample archive, whose questions are offered only while it is there. */
const SAMPLE_ADDRESS = /^https:\/\/[a-z]+\.ziting\.example\//

const QUESTIONS: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['为什么3号线取消了印厂新村站？', '河灯节的游客数为什么更正？', 'PPR-9087显示E07是什么意思？'],
  en: ['Who inspects the old Wangta Bridge?', 'How many sensors are there on Wangta Bridge?'],
}

/** Questions that the sample archive answers; none when these documents are not of it. */
export function sampleQuestions(newest: readonly DocumentSummary[], language: Language): readonly string[] {
  const hasSamples = newest.some(({ url }) => url !== null && SAMPLE_ADDRESS.test(url))
  return hasSamples ? QUESTIONS[language] : []
}
