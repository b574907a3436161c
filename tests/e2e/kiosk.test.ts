import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
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
