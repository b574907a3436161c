import type { Language } from '../shared/messages.js'
import type { PageMessages } from '../shared/page-messages.js'
import { english } from './messages-en.js'
import { chinese } from './messages-zh-cn.js'

/** What the kiosk says beside its parts. */
export interface KioskMessages extends PageMessages {
  readonly switchLanguage: { readonly to: Language; readonly label: string }
  readonly home: string
  readonly today: string
  readonly newest: string
  readonly nothingToday: string
  readonly browse: string
  readonly everything: string
  readonly categories: string
  readonly earlierMonth: string
  readonly laterMonth: string
  readonly nothingThen: string
  readonly more: string
  readonly questionsToTry: string
  readonly write: string
  readonly readAloud: string
  readonly silence: string
  readonly carry: string
  readonly carryHint: string
  readonly close: string
  readonly finish: string
  readonly idleTitle: string
  readonly idleHint: (seconds: number) => string
  readonly stay: string
  readonly networkLost: string
  readonly chineseKeys: string
  readonly latinKeys: string
  readonly keyboard: string
  readonly keys: Readonly<Record<'space' | 'backspace' | 'shift' | 'ask' | 'symbols' | 'letters', string>>
}

export function messagesFor(language: Language): KioskMessages {
  return language === 'en' ? english : chinese
}
