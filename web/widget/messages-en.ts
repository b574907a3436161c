import { english as parts } from '../shared/messages-en.js'
import type { WidgetMessages } from './messages.js'

export const english: WidgetMessages = {
  ...parts,
  heading: 'Ask us',
  greeting:
    'What would you like to know? Every statement names its source; what we cannot find, you are told.',
  startAnew: 'Start over',
  close: 'Close',
  log: 'Conversation',
}
