import { css, html, LitElement, type PropertyValues } from 'lit'
import type Keyboard from 'simple-keyboard'
import { defineElement } from '../shared/define-element.js'
import { partStyles } from '../shared/part-styles.js'
import type { KioskMessages } from './messages.js'

const LETTERS = [
  'q w e r t y u i o p',
  'a s d f g h j k l',
  '{shift} z x c v b n m {bksp}',
  '{symbols} {space} {ask}',
]
const CAPITALS = [
  'Q W E R T Y U I O P',
  'A S D F G H J K L',
  '{shift} Z X C V B N M {bksp}',
  '{symbols} {space} {ask}',
]
const SYMBOLS = [
  '1 2 3 4 5 6 7 8 9 0',
  '- / : ( ) “ ” 《 》 ·',
  '， 。 ？ ！ 、 . ? {bksp}',
  '{letters} {space} {ask}',
]
const MAX_CHARACTERS = 200

/**
 * An on-screen keyboard; Chinese by pinyin with candidates. Fires `youju-type` with the whole text after each key,
 * and `youju-type-ask`. Keyboard and pinyin table are loaded when it is first shown.
 */
export class KioskKeyboard extends LitElement {
  static override readonly properties = {
    messages: { attribute: false },
    text: {},
    pinyin: { type: Boolean },
  }

  declare messages: KioskMessages
  /** What stands in the question box. */
  declare text: string
  declare pinyin: boolean
  private keyboard: Keyboard | undefined
  private candidates: Record<string, string> = {}

  constructor() {
    super()
    this.text = ''
    this.pinyin = true
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.keyboard?.destroy()
    this.keyboard = undefined
  }

  protected override firstUpdated(): void {
    void this.build()
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { keyboard } = this
    if (keyboard === undefined) return
    if (changed.has('text') && keyboard.getInput() !== this.text) keyboard.setInput(this.text)
    if (changed.has('pinyin') || changed.has('messages')) keyboard.setOptions(this.wording())
  }

  private async build(): Promise<void> {
    const [{ default: Keys }, { default: chinese }] = await Promise.all([
      import('simple-keyboard/build/index.modern.esm.js'),
      import('simple-keyboard-layouts/build/layouts/chinese'),
    ])
    const place = this.renderRoot.querySelector<HTMLDivElement>('.keys')
    if (place === null || !this.isConnected) return
    this.candidates = chinese.layoutCandidates
    this.keyboard = new Keys(place, {
      layout: { default: LETTERS, shift: CAPITALS, symbols: SYMBOLS },
      maxLength: MAX_CHARACTERS,
      layoutCandidatesPageSize: 8,
      disableCaretPositioning: true,
      useButtonTag: true,
      onChange: text => {
        this.tell('youju-type', text)
      },
      onKeyPress: key => {
        this.press(key)
      },
      ...this.wording(),
    })
    this.keyboard.setInput(this.text)
  }

  private wording() {
    const { space, backspace, shift, ask, symbols, letters } = this.messages.keys
    return {
      layoutCandidates: this.pinyin ? this.candidates : {},
      enableLayoutCandidates: this.pinyin,
      display: {
        '{space}': space,
        '{bksp}': backspace,
        '{shift}': shift,
        '{ask}': ask,
        '{symbols}': symbols,
        '{letters}': letters,
      },
    }
  }

  private press(key: string): void {
    if (key === '{ask}' && this.text.trim() !== '') this.tell('youju-type-ask', this.text.trim())
    const { keyboard } = this
    if (key === '{symbols}') keyboard?.setOptions({ layoutName: 'symbols' })
    if (key === '{letters}') keyboard?.setOptions({ layoutName: 'default' })
    if (key === '{shift}') {
      keyboard?.setOptions({ layoutName: keyboard.options.layoutName === 'shift' ? 'default' : 'shift' })
    }
  }

  protected override render() {
    const { messages } = this
    const mode = (pinyin: boolean, label: string) =>
      html`<button
        class="quiet"
        type="button"
        aria-pressed=${String(this.pinyin === pinyin)}
        @click=${() => {
          this.pinyin = pinyin
        }}
      >
        ${label}
      </button>`
    return html`
      <div class="modes" role="group" aria-label=${messages.keyboard}>
        ${mode(true, messages.chineseKeys)} ${mode(false, messages.latinKeys)}
      </div>
      <div class="keys" @pointerup=${keepInside} @touchend=${keepInside}></div>
    `
  }

  private tell(type: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  static override readonly styles = [
    partStyles,
    css`
      .modes {
        display: flex;
        gap: 0.5rem;
        margin-block-end: 0.5rem;
      }
      .keys {
        position: relative;
        user-select: none;
        -webkit-user-select: none;
        padding-block-start: calc(var(--target) + 0.5rem);
      }
      .hg-row {
        display: flex;
        gap: 0.375rem;
        margin-block-end: 0.375rem;
      }
      .hg-button {
        flex: 1 1 0;
        min-inline-size: 0;
        min-block-size: var(--target);
        border: 1px solid var(--edge);
        border-radius: 0.5rem;
        background: var(--surface);
        font-size: 1.125rem;
      }
      .hg-button span {
        pointer-events: none;
      }
      .hg-functionBtn {
        flex-grow: 1.6;
        font-size: 0.875rem;
      }
      .hg-button-space {
        flex-grow: 5;
      }
      .hg-button-ask {
        flex-grow: 2.5;
        background: var(--accent);
        color: var(--on-accent);
      }
      .hg-activeButton {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .hg-candidate-box {
        position: absolute;
        inset: 0 0 auto;
        display: flex;
        max-inline-size: none !important;
        min-block-size: var(--target);
        border: 1px solid var(--edge);
        border-radius: 0.5rem;
        background: var(--surface);
      }
      .hg-candidate-box-list {
        display: flex;
        flex: 8;
      }
      .hg-candidate-box-list-item,
      .hg-candidate-box-prev,
      .hg-candidate-box-next {
        display: grid;
        place-items: center;
        flex: 1;
        min-inline-size: var(--target);
        min-block-size: var(--target);
        cursor: pointer;
        font-size: 1.25rem;
      }
      .hg-candidate-box-prev::before {
        content: '◄';
      }
      .hg-candidate-box-next::before {
        content: '►';
      }
    `,
  ]
}

/** Seen from the document it would come from the element around the keys, and the package would close the candidates. */
function keepInside(event: Event): void {
  event.stopPropagation()
}

defineElement('youju-kiosk-keyboard', KioskKeyboard)
