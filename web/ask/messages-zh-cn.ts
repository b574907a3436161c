import { chinese as parts } from '../shared/page-messages-zh-cn.js'
import type { AskMessages } from './messages.js'

export const chinese: AskMessages = {
  ...parts,
  pageTitle: '有据 · 每句话都有出处',
  lead: '向这里的资料提问。每句回答都标明出处，点开就是原文；资料里没有的，会如实告诉你。',
  documentCount: documents => `共收录 ${documents.toLocaleString('zh-CN')} 篇资料`,
  switchLanguage: { to: 'en', label: 'English' },
  examplesTitle: '可以这样问',
  newestTitle: '最近收录',
  askedTitle: '这台设备上问过',
  askedForget: '清除记录',
  dates: '限定日期',
  datesAfter: '从',
  datesBefore: '到',
  understoodAs: question => `接着上文，理解为：${question}`,
  newTopic: '换个话题',
  givenBefore: date => `这是${date === '' ? '之前' : ` ${date} `}给出的回答，资料后来可能有变化。`,
  askAgain: '重新提问',
  copyLink: '复制链接',
  copyMarkdown: '复制为 Markdown',
  copyReferences: '复制参考文献（GB/T 7714）',
  print: '打印',
}
