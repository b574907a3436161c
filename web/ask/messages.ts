import type { Language, Messages } from '../shared/messages.js'
import { english } from './messages-en.js'
import { chinese } from './messages-zh-cn.js'

/** What the ask page says beside its parts. */
export interface AskMessages extends Messages {
  readonly pageTitle: string
  readonly lead: string
  readonly documentCount: (documents: number) => string
  readonly switchLanguage: { readonly to: Language; readonly label: string }
  readonly examplesTitle: string
  /** Questions that the sample archive answers. */
  readonly sampleQuestions: readonly string[]
  readonly newestTitle: string
}

export function messagesFor(language: Language): AskMessages {
  return language === 'en' ? english : chinese
}
