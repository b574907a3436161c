import { english as parts } from '../shared/page-messages-en.js'
import type { AskMessages } from './messages.js'

export const english: AskMessages = {
  ...parts,
  pageTitle: 'Youju · every statement has its source',
  lead: 'Ask this archive. Every statement names its source, one click from the original words; what the archive does not hold, you are told.',
  documentCount: documents =>
    `${documents.toLocaleString('en')} ${documents === 1 ? 'document' : 'documents'}`,
  switchLanguage: { to: 'zh-CN', label: '中文' },
  examplesTitle: 'For example',
  newestTitle: 'Newest',
  askedTitle: 'Asked on this device',
  askedForget: 'Clear',
  dates: 'Limit dates',
  datesAfter: 'From',
  datesBefore: 'to',
  understoodAs: question => `Following on, understood as: ${question}`,
  newTopic: 'New topic',
  givenBefore: date =>
    `This answer was given ${date === '' ? 'earlier' : `on ${date}`}; the archive may have changed since.`,
  askAgain: 'Ask again',
  copyLink: 'Copy link',
  copyMarkdown: 'Copy as Markdown',
  copyReferences: 'Copy references (GB/T 7714)',
  print: 'Print',
}
