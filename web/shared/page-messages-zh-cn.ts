import { chinese as parts } from './messages-zh-cn.js'
import type { PageMessages } from './page-messages.js'

export const chinese: PageMessages = {
  ...parts,
  sourceLoading: '正在打开原文…',
  sourceText: '原文全文',
  sourceChanged: '这篇资料在回答之后改动过，引用的文字已不在原文中，所以没有标出。',
  sourceMoved: '这篇资料在回答之后改动过，引用的文字换了位置，已标在现在的位置。',
  legendQuote: '这里引用的文字',
  legendOther: '回答中其他引用',
  productName: '有据',
  collectionLabel: '查找范围',
  allCollections: '全部资料',
  signInTitle: '需要密钥',
  signInHint: '这里的资料只对有密钥的人开放。密钥由管理员用 youju keys create 生成，不会存在这个浏览器里。',
  signInKey: '密钥',
  signIn: '进入',
  signOut: '退出',
}
