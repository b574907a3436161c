import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { violationsOf } from './axe.js'
import { setWidgetStage } from './widget-stage.js'

const QUESTION = '为什么3号线取消了印厂新村站？'

const stage = setWidgetStage()

describe('the widget where not everything is as usual', () => {
  it('says what is wrong without a network, and answers when told to try again', async () => {
    const page = await stage.open(stage.tag())
    await stage.bubble.click()
    await page.context().setOffline(true)
    await stage.box.fill(QUESTION)
    await stage.box.press('Enter')
    await page.getByRole('alert').waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: '重试' }).click()
    await page.locator('youju-chat .confidence').waitFor()
  })

  it('says when there are too many questions, and waits as long as the server asked', async () => {
    const page = await stage.open(stage.tag('data-open="true"'))
    const headers = {
      'access-control-allow-origin': stage.siteUrl,
      'access-control-expose-headers': 'Retry-After',
      'retry-after': '90',
    }
    const refusal = { status: 429, headers, json: { code: 'rate_limited' } }
    await page.route('**/v1/answers', route => route.fulfill(refusal))
    await stage.box.fill(QUESTION)
    await stage.box.press('Enter')
    await page.getByRole('alert').filter({ hasText: '请求太频繁' }).waitFor()
    await page.getByRole('button', { name: /^\d+ 秒后可以重试$/ }).waitFor()
  })

  it('holds several conversations on one page, each with its own answers', async () => {
    const page = await stage.open(
      `<script type="module" src="${stage.faces.youju.url}/widget.js"></script>
       <youju-chat site-key="${stage.siteKey}" mode="inline" heading="甲"></youju-chat>
       <youju-chat site-key="${stage.siteKey}" mode="inline" heading="乙"></youju-chat>`,
    )
    for (const [heading, question] of [
      ['甲', QUESTION],
      ['乙', '河灯节的游客数为什么更正？'],
    ] as const) {
      const chat = page.getByRole('region', { name: heading })
      await chat.getByRole('textbox').fill(question)
      await chat.getByRole('textbox').press('Enter')
      await chat.locator('.confidence').waitFor()
      expect(await chat.locator('.asked').allInnerTexts()).toEqual([question])
    }
  })

  it('is at home in the dark, on a page that reads from right to left, and moves nothing', async () => {
    const page = await stage.open(
      `<script>document.documentElement.dir = 'rtl'</script>${stage.tag('data-open="true"')}`,
      {
        colorScheme: 'dark',
        reducedMotion: 'reduce',
      },
    )
    await stage.ask(QUESTION)
    expect(await violationsOf(page)).toEqual([])
    const style = await page.locator('youju-chat .root').evaluate(root => {
      const { direction, colorScheme } = getComputedStyle(root)
      return { direction, colorScheme, moving: document.getAnimations().length }
    })
    expect(style).toEqual({ direction: 'ltr', colorScheme: 'dark', moving: 0 })
    expect(await page.locator('youju-chat .foot [role=status]').getAttribute('aria-live')).toBeNull()
  })

  it('keeps the focus while it covers a phone, and gives it back', async () => {
    const page = await stage.open(`<a href="#x">外面</a>${stage.tag()}`, {
      viewport: { width: 360, height: 640 },
    })
    await stage.bubble.click()
    const isWithin = () => page.evaluate(() => document.activeElement?.localName === 'youju-chat')
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let presses = 0; presses < 7; presses++) {
        await page.keyboard.press(key)
        expect(await isWithin(), `${key} ${presses}`).toBe(true)
      }
    }
    await page.keyboard.press('Escape')
    await stage.bubble.waitFor()
    expect(await isWithin()).toBe(true)
  })

  it('weighs at most 20 KB, and the ask page at most 60 KB at its first load', async () => {
    const page = await stage.faces.open()
    const weights: number[] = []
    page.on('response', async response => {
      weights.push(gzipSync(await response.body(), { level: 9 }).length)
    })
    await page.goto(stage.faces.youju.url)
    await page.waitForLoadState('networkidle')
    const sum = () => weights.reduce((total, weight) => total + weight, 0)
    expect(sum()).toBeGreaterThan(20_000)
    expect(sum()).toBeLessThan(60 * 1024)
    const widget = await (await fetch(`${stage.faces.youju.url}/widget.js`)).arrayBuffer()
    expect(gzipSync(widget, { level: 9 }).length).toBeLessThan(20 * 1024)
  })

  it('stays within the text when inline, in the language that is asked for', async () => {
    const page = await stage.open(
      `<script type="module" src="${stage.faces.youju.url}/widget.js"></script>
       <youju-chat site-key="${stage.siteKey}" mode="inline" language="en" heading="Ask the paper"></youju-chat>`,
    )
    await page.getByRole('heading', { name: 'Ask the paper' }).waitFor()
    await stage.ask('Who inspects the old Wangta Bridge?')
    expect(await page.getByText('Was this helpful?').count()).toBe(1)
  })

  it('is refused on a page of another site', async () => {
    const foreign = await stage.faces.youju.createSite('https://elsewhere.example')
    const page = await stage.open(
      `<script type="module" src="${stage.faces.youju.url}/widget.js" data-site-key="${foreign}"></script>`,
    )
    await stage.bubble.click()
    await stage.box.fill(QUESTION)
    await stage.box.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('youju-chat .confidence').count()).toBe(0)
  })
})
