import { chinese as parts } from '../shared/messages-zh-cn.js'
import type { WidgetMessages } from './messages.js'

export const chinese: WidgetMessages = {
  ...parts,
  heading: '问一问',
  greeting: '想了解什么？每句回答都标明出处，资料里没有的会如实告诉你。',
  startAnew: '重新开始',
  close: '收起',
  log: '对话',
}
