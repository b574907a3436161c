import { html } from 'lit'
import type { QuestionBox } from '../shared/question-box.js'
import type { KioskMessages } from './messages.js'
import '../shared/question-box.js'
import './kiosk-keyboard.js'

export interface WriteActions {
  /** Told of the whole text after each change. */
  readonly onWritten: (text: string) => void
  readonly onAsk: (question: string) => void
}

/**
 * Where a visitor writes a question, with the keyboard on the screen.
 * @param written what stands in the box
 */
export function renderWrite(messages: KioskMessages, written: string, { onWritten, onAsk }: WriteActions) {
  const boxBeside = ({ currentTarget }: Event): QuestionBox | null | undefined =>
    (currentTarget as Element).parentElement?.querySelector('youju-question-box')
  return html`<section class="write">
    <youju-question-box
      .messages=${messages}
      .question=${''}
      @input=${({ currentTarget }: Event) => {
        onWritten((currentTarget as QuestionBox).text)
      }}
      @youju-ask=${({ detail }: CustomEvent<string>) => {
        onAsk(detail)
      }}
    ></youju-question-box>
    <youju-kiosk-keyboard
      .messages=${messages}
      .text=${written}
      .pinyin=${messages.language === 'zh-CN'}
      @youju-type=${(event: CustomEvent<string>) => {
        onWritten(event.detail)
        const box = boxBeside(event)
        if (box) box.text = event.detail
      }}
      @youju-type-ask=${({ detail }: CustomEvent<string>) => {
        onAsk(detail)
      }}
    ></youju-kiosk-keyboard>
  </section>`
}
