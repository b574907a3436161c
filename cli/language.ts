export type Language = 'zh-CN' | 'en'

/** The language of the reader by the rules of POSIX (LC_ALL, then LC_MESSAGES, then LANG); Chinese unless English. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  const locale = [LC_ALL, LC_MESSAGES, LANG].find(value => value !== undefined && value !== '') ?? ''
  return /^en(?![a-z])/i.test(locale) ? 'en' : 'zh-CN'
}
