import type { Language } from '../shared/messages.js'
import type { PageMessages } from '../shared/page-messages.js'
import { english } from './messages-en.js'
import { chinese } from './messages-zh-cn.js'

/** What the ask page says beside its parts. */
export interface AskMessages extends PageMessages {
  readonly pageTitle: string
  readonly lead: string
  readonly documentCount: (documents: number) => string
  readonly switchLanguage: { readonly to: Language; readonly label: string }
  readonly examplesTitle: string
  readonly newestTitle: string
  readonly askedTitle: string
  readonly askedForget: string
  readonly dates: string
  readonly datesAfter: string
  readonly datesBefore: string
  readonly understoodAs: (question: string) => string
  readonly newTopic: string
  /** @param date when it was given, as people write it; empty when that is not known */
  readonly givenBefore: (date: string) => string
  readonly askAgain: string
  readonly copyLink: string
  readonly copyMarkdown: string
  readonly copyReferences: string
  readonly print: string
}

export function messagesFor(language: Language): AskMessages {
  return language === 'en' ? english : chinese
}
