import type { Language, Messages } from '../shared/messages.js'
import { english } from './messages-en.js'
import { chinese } from './messages-zh-cn.js'

/** What the widget says beside its parts. */
export interface WidgetMessages extends Messages {
  readonly heading: string
  readonly greeting: string
  readonly startAnew: string
  readonly close: string
  /** Names the list of questions and answers to a screen reader. */
  readonly log: string
}

export function messagesFor(language: Language): WidgetMessages {
  return language === 'en' ? english : chinese
}
