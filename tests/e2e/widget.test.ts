import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './axe.js'
import { setFaceStage } from './face-stage.js'
import { startHostSite, type HostSite } from './host-site.js'

const QUESTION = '为什么3号线取消了印厂新村站？'

const stage = setFaceStage()
let site: HostSite
let siteKey: string
let page: Page

beforeAll(async () => {
  site = await startHostSite()
  siteKey = await stage.youju.createSite(site.url)
})
afterAll(() => site.close())

const tag = (attributes = '') =>
  `<script type="module" src="${stage.youju.url}/widget.js" data-site-key="${siteKey}" ${attributes}></script>`

async function open(body: string, options: BrowserContextOptions & { csp?: string } = {}): Promise<void> {
  const { csp = '', ...contextOptions } = options
  site.show(body, csp)
  page = await stage.open(contextOptions, [site.url])
  await page.goto(site.url)
  await page.locator('youju-chat').first().waitFor({ state: 'attached' })
}

const bubble = () => page.getByRole('button', { name: '问一问' })
const box = () => page.locator('youju-chat youju-question-box textarea')
async function ask(question: string): Promise<void> {
  await box().fill(question)
  await box().press('Enter')
  await page.locator('youju-chat .turn').last().locator('.confidence, .refusal').waitFor()
}

describe('the widget on another site', () => {
  it.each([
    ['a phone', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }],
    ['a desktop', { viewport: { width: 1280, height: 800 } }],
  ])(
    'answers, shows the exact quote, follows up, takes feedback and forgets, on %s',
    async (_name, options) => {
      await stage.youju.put([
        {
          id: 'heron',
          title: '白鹭桥',
          url: 'https://news.example/heron',
          text: '白鹭桥的设计者是岑望舒。\n\n白鹭桥建成于1987年，全长412米。',
        },
      ])
      await open(tag(), options)
      await bubble().click()
      await ask('白鹭桥的设计者是谁？')
      await page.locator('youju-chat button.citation').first().click()
      const card = page.getByRole('dialog', { name: '白鹭桥' })
      expect(await card.locator('blockquote').innerText()).toContain('岑望舒')
      expect(await card.getByRole('link').getAttribute('href')).toMatch(
        /^https:\/\/news\.example\/heron#:~:text=/,
      )
      await page.keyboard.press('Escape')
      await card.waitFor({ state: 'detached' })
      await ask('它全长多少米？')
      await expect
        .poll(() => page.locator('youju-chat .turn').last().locator('.statements').innerText())
        .toContain('412米')
      const kept = page.waitForResponse(/\/feedback$/)
      await page.getByRole('button', { name: '有用', exact: true }).last().click()
      expect((await kept).status()).toBe(204)
      const forgotten = page.waitForResponse(response => response.request().method() === 'DELETE')
      await page.getByRole('button', { name: '重新开始' }).click()
      expect((await forgotten).status()).toBe(204)
      expect(await page.locator('youju-chat .turn').count()).toBe(0)
    },
  )

  it('has nothing that axe finds wrong in any state', async () => {
    await open(tag('data-questions="为什么3号线取消了印厂新村站？"'))
    expect(await violationsOf(page)).toEqual([])
    await bubble().click()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: QUESTION }).click()
    await page.locator('youju-chat .confidence').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.locator('youju-chat button.citation').first().click()
    await page.locator('youju-quote-card').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await ask('xylophone zzyzx')
    expect(await violationsOf(page)).toEqual([])
  })

  it('works under a strict policy with a nonce, and with trusted types', async () => {
    const csp = [
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      `connect-src ${stage.youju.url}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; ')
    await open(tag('nonce="n0nce"'), { csp })
    await bubble().click()
    await ask(QUESTION)
  })

  it('survives hostile styles, a polluted prototype and being loaded twice', async () => {
    await open(
      `<script>
         Array.prototype.toJSON = function () { return 'polluted' }
         Object.prototype.extra = 'polluted'
         String.prototype.contains = null
       </script>
       <style>
         * { all: unset !important; font-size: 3px !important; display: none !important; color: red !important }
         youju-chat { position: static !important; opacity: 1; --accent: red; --surface: red }
         html, body, script { display: block !important }
       </style>${tag()}${tag()}<script type="module" src="${stage.youju.url}/widget.js?again"></script>`,
    )
    expect(await page.locator('youju-chat').count()).toBe(1)
    await bubble().click()
    await ask(QUESTION)
    const size = await page
      .locator('youju-chat .asked')
      .evaluate(element => Number.parseFloat(getComputedStyle(element).fontSize))
    expect(size).toBeGreaterThanOrEqual(14)
  })

  it('tells the site what happens, with no text of documents', async () => {
    await open(
      `<script>
         window.told = []
         for (const type of ['open', 'answer', 'citation', 'feedback', 'close'])
           document.addEventListener('youju:' + type, event => told.push([event.type, event.detail]))
       </script>${tag()}`,
    )
    await bubble().click()
    await ask(QUESTION)
    await page.locator('youju-chat button.citation').first().click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    const told = await page.evaluate(() => (window as unknown as { told: [string, object][] }).told)
    expect(told.map(([type]) => type)).toEqual([
      'youju:open',
      'youju:answer',
      'youju:citation',
      'youju:close',
    ])
    expect(told[1]?.[1]).toMatchObject({ question: QUESTION, answered: true })
    expect(JSON.stringify(told)).not.toContain('取消了印厂新村站，')
  })

  it('says what is wrong without a network, and answers when told to try again', async () => {
    await open(tag())
    await bubble().click()
    await page.context().setOffline(true)
    await box().fill(QUESTION)
    await box().press('Enter')
    await page.getByRole('alert').waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: '重试' }).click()
    await page.locator('youju-chat .confidence').waitFor()
  })

  it('renews its session without a word, and the conversation goes on', async () => {
    await open(tag())
    await bubble().click()
    await ask('白鹭桥的设计者是谁？')
    let refused = 0
    await page.route('**/v1/answers', async route => {
      refused += 1
      if (refused === 1) await route.fulfill({ status: 401, json: { code: 'unauthenticated' } })
      else await route.continue()
    })
    await ask('它全长多少米？')
    await expect
      .poll(() => page.locator('youju-chat .turn').last().locator('.statements').innerText())
      .toContain('412米')
  })

  it('stays within the text when inline, in the language that is asked for', async () => {
    await open(
      `<script type="module" src="${stage.youju.url}/widget.js"></script>
       <youju-chat site-key="${siteKey}" mode="inline" language="en" heading="Ask the paper"></youju-chat>`,
    )
    await page.getByRole('heading', { name: 'Ask the paper' }).waitFor()
    await ask('Who inspects the old Wangta Bridge?')
    expect(await page.getByText('Was this helpful?').count()).toBe(1)
  })

  it('is refused on a page of another site', async () => {
    const foreign = await stage.youju.createSite('https://elsewhere.example')
    await open(
      `<script type="module" src="${stage.youju.url}/widget.js" data-site-key="${foreign}"></script>`,
    )
    await bubble().click()
    await box().fill(QUESTION)
    await box().press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('youju-chat .confidence').count()).toBe(0)
  })
})

describe('pages of a server with keys', () => {
  it('ask for a key, keep it nowhere, and forget the reader when told to', async () => {
    const key = await stage.youju.createKey()
    page = await stage.open()
    await page.goto(`${stage.youju.url}/?q=${encodeURIComponent(QUESTION)}`)
    await page.getByLabel('密钥').fill('yk_wrong')
    await page.getByRole('button', { name: '进入' }).click()
    await page.locator('youju-sign-in').getByRole('alert').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByLabel('密钥').fill(key)
    await page.getByRole('button', { name: '进入' }).click()
    await page.locator('youju-answer-view .confidence').waitFor()
    const scripts = await page.evaluate(() =>
      [document.cookie, JSON.stringify(Object.entries(localStorage))].join(),
    )
    expect(scripts).not.toContain('yk_')
    expect(scripts).not.toContain('youju_session')
    await page.reload()
    await page.locator('youju-answer-view .confidence').waitFor()
  })
})
