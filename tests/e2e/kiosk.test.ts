import type { Page } from 'playwright-core'
import qrcode from 'qrcode-generator'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../web/shared/api-types.js'
import { deferred } from '../server/deferred.js'
import { violationsOf } from './axe.js'
import { setFaceStage } from './face-stage.js'

const QUESTION = '为什么3号线取消了印厂新村站？'
const SMALLEST_TARGET_PX = 64

const stage = setFaceStage()
let page: Page

async function open(path = '/kiosk'): Promise<void> {
  page = await stage.open({ viewport: { width: 1920, height: 1080 }, hasTouch: true })
  await page.clock.install()
  await page.goto(`${stage.youju.url}${path}`)
  await page.locator('youju-document-list button').first().waitFor()
}

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.locator(`.hg-button[data-skbtn="${key}"]`).tap()
}
const candidate = (text: string) => page.locator('.hg-candidate-box-list-item', { hasText: text })

/** The dark modules of a code as the page draws them. */
function pathOfCode(text: string): string {
  const code = qrcode(0, 'M')
  code.addData(text, 'Byte')
  code.make()
  const places = [...Array(code.getModuleCount()).keys()]
  return places
    .flatMap(row =>
      places.filter(column => code.isDark(row, column)).map(column => `M${column + 4} ${row + 4}h1v1h-1z`),
    )
    .join('')
}

describe('the kiosk', () => {
  it('takes a question by pinyin on its own keyboard, answers it and opens the source', async () => {
    await open()
    await page.getByRole('button', { name: '点这里提问' }).tap()
    await page.locator('.hg-button').first().waitFor()
    await press('t', 'u')
    await candidate('图').tap()
    await press('s', 'h', 'u')
    await candidate('书').tap()
    const box = page.locator('youju-question-box textarea')
    await expect.poll(() => box.inputValue()).toBe('图书')
    await box.fill(QUESTION)
    await press('{ask}')
    await page.locator('youju-answer-view .confidence').waitFor()
    await page.locator('youju-answer-view button.citation').first().tap()
    await page.locator('youju-source-view mark.quote').waitFor()
    expect(await page.locator('a[href]').count()).toBe(0)
  })

  it('has no target below 64 px and nothing that axe objects to, on any of its screens', async () => {
    await open()
    const small = () =>
      page.evaluate(smallest => {
        const found: string[] = []
        const look = (root: Document | ShadowRoot): void => {
          for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot !== null) look(element.shadowRoot)
            if (!element.matches('button, li[class^="hg-candidate"]')) continue
            const { width, height } = element.getBoundingClientRect()
            if (width > 0 && (width < smallest || height < smallest)) found.push(element.outerHTML)
          }
        }
        look(document)
        return found
      }, SMALLEST_TARGET_PX)
    const look = async () => {
      expect(await small()).toEqual([])
      expect(await violationsOf(page)).toEqual([])
    }
    await look()
    await page.getByRole('button', { name: '按日期看' }).tap()
    await page.getByRole('button', { name: '上个月' }).waitFor()
    await look()
    await page.getByRole('button', { name: '首页' }).tap()
    await page.getByRole('button', { name: QUESTION }).tap()
    await page.locator('youju-answer-view .confidence').waitFor()
    await look()
    await page.getByRole('button', { name: '带走' }).tap()
    await page.getByRole('dialog', { name: '带走' }).waitFor()
    await look()
    await page.getByRole('button', { name: '关闭' }).tap()
    await page.getByRole('button', { name: '点这里提问' }).tap()
    await page.locator('.hg-button').first().waitFor()
    await press('t', 'u')
    await candidate('图').waitFor()
    await look()
  })

  it('shows no list before it knows what to list, and then at once what came last', async () => {
    page = await stage.open()
    const held = deferred<undefined>()
    await page.route('**/documents?*', async route => {
      await held.promise
      await route.continue()
    })
    const asked = page.waitForRequest('**/documents?*')
    await page.goto(`${stage.youju.url}/kiosk`)
    await asked
    await page.getByRole('button', { name: '点这里提问' }).waitFor()
    expect(await page.getByText('最近收录').count()).toBe(0)
    held.resolve(undefined)
    await page.getByText('最近收录').waitFor()
    expect(await page.locator('youju-document-list li').count()).toBeGreaterThan(0)
  })

  it('browses month by month', async () => {
    await stage.youju.put(
      [
        { title: '二月的事', text: '二月里修好了钟楼。', publishedAt: '2019-02-28T00:00:00Z' },
        { title: '三月的事', text: '三月里开了花市。', publishedAt: '2019-03-01T00:00:00Z' },
      ],
      'annals',
    )
    await open('/kiosk?collection=annals')
    await page.getByRole('button', { name: '按日期看' }).tap()
    await page.getByRole('heading', { name: '2019年3月' }).first().waitFor()
    expect(await page.locator('youju-document-list button').allInnerTexts()).toEqual([
      expect.stringContaining('三月的事'),
    ])
    await page.getByRole('button', { name: '上个月' }).tap()
    await page.getByText('二月的事').waitFor()
    expect(await page.locator('youju-document-list button').count()).toBe(1)
  })

  it('warns, then wipes everything when nobody touches it, the conversation on the server too', async () => {
    await open('/kiosk?idle=60')
    await page.getByRole('button', { name: 'English' }).tap()
    await page.getByRole('button', { name: '中文' }).tap()
    await page.getByRole('button', { name: QUESTION }).tap()
    await page.locator('youju-answer-view .confidence').waitFor()
    await page.clock.runFor(50_000)
    await page.getByRole('alertdialog', { name: '还在吗？' }).waitFor()
    await page.getByRole('button', { name: '我还在' }).tap()
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    const forgotten = page.waitForRequest(
      request => request.method() === 'DELETE' && request.url().includes('/v1/conversations/'),
    )
    await page.clock.runFor(61_000)
    expect((await (await forgotten).response())?.status()).toBe(204)
    await page.getByRole('heading', { name: '可以这样问' }).waitFor()
    expect(await page.locator('youju-answer-view').count()).toBe(0)
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
    expect(page.url()).toBe(`${stage.youju.url}/kiosk?idle=60`)
  })

  it('holds back what would lead out of it, and is still there after the browser’s way back', async () => {
    await open()
    await page.evaluate(() => Object.assign(window, { isTheSame: true }))
    const tried = await page.evaluate(() => {
      const target = document.querySelector('youju-kiosk')
      const isLetThrough = (event: Event) => target?.dispatchEvent(event) ?? true
      const options = { bubbles: true, cancelable: true }
      const gestures = ['contextmenu', 'auxclick', 'dragstart', 'dragover', 'drop', 'copy', 'paste']
      const shortcuts = ['p', 's', 'u', 'n', 't', 'l', 'w', 'o', 'j', '+', '-']
      const keys = ['F1', 'F5', 'F11', 'F12', 'ContextMenu', 'BrowserBack', 'PrintScreen']
      return {
        out: [
          ...gestures.map(type => isLetThrough(new Event(type, options))),
          ...shortcuts.map(key =>
            isLetThrough(new KeyboardEvent('keydown', { key, ctrlKey: true, ...options })),
          ),
          ...keys.map(key => isLetThrough(new KeyboardEvent('keydown', { key, ...options }))),
          isLetThrough(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, ...options })),
          isLetThrough(new WheelEvent('wheel', { ctrlKey: true, ...options })),
        ],
        within: ['a', 'Backspace', 'Tab', 'Enter', 'ArrowLeft'].map(key =>
          isLetThrough(new KeyboardEvent('keydown', { key, ...options })),
        ),
      }
    })
    expect(new Set(tried.out)).toEqual(new Set([false]))
    expect(new Set(tried.within)).toEqual(new Set([true]))
    for (let times = 0; times < 2; times++) {
      await page.getByRole('heading', { name: '有据' }).tap()
      await page.goBack()
    }
    expect(await page.evaluate(() => 'isTheSame' in window)).toBe(true)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('youju-kiosk').isVisible()).toBe(false)
  })

  it('reads an answer aloud, and hands it to a phone as a code', async () => {
    await open('/kiosk?address=https://youju.example')
    await page.evaluate(() => {
      const spoken: string[] = []
      const voice = {
        speak: ({ text, lang }: SpeechSynthesisUtterance) => spoken.push(lang, text),
        cancel: () => spoken.push('-'),
      }
      Object.defineProperty(window, 'speechSynthesis', { value: voice })
      Object.assign(window, { spoken })
    })
    await page.getByRole('button', { name: QUESTION }).tap()
    await page.locator('youju-answer-view .confidence').waitFor()
    await page.getByRole('button', { name: '朗读' }).tap()
    await page.getByRole('button', { name: '停止朗读' }).tap()
    const { id, blocks } = await page
      .locator('youju-answer-view')
      .evaluate(view => (view as unknown as { answer: Answer }).answer)
    const spoken = await page.evaluate(() => (window as unknown as { spoken: string[] }).spoken)
    expect(spoken).toEqual(['zh-CN', blocks.map(({ text }) => text).join(' '), '-'])

    await page.getByRole('button', { name: '带走' }).tap()
    const drawn = await page.locator('.code path').getAttribute('d')
    const path = `/?q=${encodeURIComponent(QUESTION)}&answer=${id}`
    expect(drawn).toBe(pathOfCode(`https://youju.example${path}`))
    const phone = await stage.open({ viewport: { width: 390, height: 844 } })
    await phone.goto(`${stage.youju.url}${path}`)
    await phone.getByText('给出的回答').waitFor()
    expect(await phone.locator('youju-answer-view .text').first().innerText()).toBe(blocks[0]?.text)
  })

  it('keeps what it shows through a loss of the network and comes back alone', async () => {
    await open()
    await page.context().setOffline(true)
    await page.clock.runFor(61_000)
    await page.getByText('连不上服务器').waitFor()
    expect(await page.locator('youju-document-list button').count()).toBeGreaterThan(0)
    await page.context().setOffline(false)
    await page.clock.runFor(6_000)
    await page.getByText('连不上服务器').waitFor({ state: 'detached' })
  })
})
