import type { Language } from '../shared/messages.js'
import { english } from './messages-en.js'
import { chinese } from './messages-zh-cn.js'

/** What the console says beside its parts. The Chinese catalogue gives the shape; English must fill all of it. */
export type ConsoleMessages = typeof chinese

export function messagesFor(language: Language): ConsoleMessages {
  return language === 'en' ? english : chinese
}
