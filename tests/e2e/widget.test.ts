import { describe, expect, it } from 'vitest'
import { violationsOf } from './axe.js'
import { setWidgetStage } from './widget-stage.js'

const QUESTION = '为什么3号线取消了印厂新村站？'

const stage = setWidgetStage()

describe('the widget on another site', () => {
  it.each([
    ['a phone', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }],
    ['a desktop', { viewport: { width: 1280, height: 800 } }],
  ])(
    'answers, shows the exact quote, follows up, takes feedback and forgets, on %s',
    async (_name, options) => {
      await stage.faces.youju.put([
        {
          id: 'heron',
          title: '白鹭桥',
          url: 'https://news.example/heron',
          text: '白鹭桥的设计者是岑望舒。\n\n白鹭桥建成于1987年，全长412米。',
        },
      ])
      const page = await stage.open(stage.tag(), options)
      await stage.bubble.click()
      await stage.ask('白鹭桥的设计者是谁？')
      await page.locator('youju-chat button.citation').first().click()
      const card = page.getByRole('dialog', { name: '白鹭桥' })
      expect(await card.locator('blockquote').innerText()).toContain('岑望舒')
      expect(await card.getByRole('link').getAttribute('href')).toMatch(
        /^https:\/\/news\.example\/heron#:~:text=/,
      )
      await page.keyboard.press('Escape')
      await card.waitFor({ state: 'detached' })
      await stage.ask('它全长多少米？')
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
    const page = await stage.open(stage.tag('data-questions="为什么3号线取消了印厂新村站？"'))
    expect(await violationsOf(page)).toEqual([])
    await stage.bubble.click()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: QUESTION }).click()
    await page.locator('youju-chat .confidence').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.locator('youju-chat button.citation').first().click()
    await page.locator('youju-quote-card').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await stage.ask('xylophone zzyzx')
    expect(await violationsOf(page)).toEqual([])
  })

  it('works under a strict policy with a nonce, and with trusted types', async () => {
    const csp = [
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      `connect-src ${stage.faces.youju.url}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; ')
    await stage.open(stage.tag('nonce="n0nce"'), { csp })
    await stage.bubble.click()
    await stage.ask(QUESTION)
  })

  it('survives hostile styles, a polluted prototype and being loaded twice', async () => {
    const page = await stage.open(
      `<script>
         Array.prototype.toJSON = function () { return 'polluted' }
         Object.prototype.extra = 'polluted'
         String.prototype.contains = null
       </script>
       <style>
         * { all: unset !important; font-size: 3px !important; display: none !important; color: red !important }
         youju-chat { position: static !important; opacity: 1; --accent: red; --surface: red }
         html, body, script { display: block !important }
       </style>${stage.tag()}${stage.tag()}<script type="module" src="${stage.faces.youju.url}/widget.js?again"></script>`,
    )
    expect(await page.locator('youju-chat').count()).toBe(1)
    await stage.bubble.click()
    await stage.ask(QUESTION)
    const size = await page
      .locator('youju-chat .asked')
      .evaluate(element => Number.parseFloat(getComputedStyle(element).fontSize))
    expect(size).toBeGreaterThanOrEqual(14)
  })

  it('tells the site what happens, with no text of documents', async () => {
    const page = await stage.open(
      `<script>
         window.told = []
         for (const type of ['open', 'answer', 'citation', 'feedback', 'close'])
           document.addEventListener('youju:' + type, event => told.push([event.type, event.detail]))
       </script>${stage.tag()}`,
    )
    await stage.bubble.click()
    await stage.ask(QUESTION)
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

  it('renews its session without a word, and the conversation goes on', async () => {
    const page = await stage.open(stage.tag())
    await stage.bubble.click()
    await stage.ask('白鹭桥的设计者是谁？')
    let refused = 0
    await page.route('**/v1/answers', async route => {
      refused += 1
      if (refused === 1) await route.fulfill({ status: 401, json: { code: 'unauthenticated' } })
      else await route.continue()
    })
    await stage.ask('它全长多少米？')
    await expect
      .poll(() => page.locator('youju-chat .turn').last().locator('.statements').innerText())
      .toContain('412米')
  })
})

describe('pages of a server with keys', () => {
  it('ask for a key, keep it nowhere, and forget the reader when told to', async () => {
    const key = await stage.faces.youju.createKey()
    const page = await stage.faces.open()
    await page.goto(`${stage.faces.youju.url}/?q=${encodeURIComponent(QUESTION)}`)
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
