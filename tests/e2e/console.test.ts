import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { EVALUATED_QUESTION_EXAMPLE } from '../../server/routes/evaluation-examples.js'
import { violationsOf } from './axe.js'
import { setFaceStage } from './face-stage.js'

const HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'

const stage = setFaceStage()
let page: Page
let key: string

beforeAll(async () => {
  await stage.youju.put(
    [{ id: 'hostile', title: HOSTILE, text: `云湾市图书馆周一闭馆。${HOSTILE}` }],
    'hostile',
  )
  key = await stage.youju.createKey('admin')
})

async function open(path = '/console', withKey = key): Promise<void> {
  page = await stage.open({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${stage.youju.url}${path}`)
  await page.locator('youju-sign-in input').fill(withKey)
  await page.getByRole('button', { name: '进入' }).click()
  await page.locator('nav a, main a').first().waitFor()
}

async function call(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const response = await fetch(`${stage.youju.url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>)
}

const dialogButton = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })

describe('the console', () => {
  it('takes a file, shows its job to the end, withdraws, restores and deletes the document', async () => {
    await open()
    await page.locator('input[type=file]').setInputFiles({
      name: '闭馆通知.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('云湾市少年宫八月第一周闭馆检修，课程顺延一周。'),
    })
    await page.getByText('已收到，下面可以看到进度。').waitFor()
    await page.locator('youju-job-list li', { hasText: '新增 1' }).first().waitFor()

    await page.getByLabel('查找资料').fill('少年宫闭馆检修')
    await page.getByRole('button', { name: '查找', exact: true }).click()
    const row = page.locator('youju-document-browser li', { hasText: '闭馆通知' })
    await row.locator('.passage').waitFor()
    await row.getByRole('button', { name: /^查看/ }).click()
    await page.locator('youju-source-view mark.quote').waitFor()
    await page.keyboard.press('Escape')

    await row.getByRole('button', { name: /^撤下/ }).click()
    await page.getByLabel('原因（可不填）').fill('日期有误')
    await dialogButton('撤下').click()
    await page.getByText('已撤下“').waitFor()
    await page.getByRole('button', { name: '已撤下', exact: true }).click()
    await page.locator('youju-document-browser li', { hasText: '日期有误' }).waitFor()
    await row.getByRole('button', { name: /^恢复/ }).click()
    await page.getByText('已恢复“').waitFor()

    await page.getByRole('button', { name: '现有资料', exact: true }).click()
    await row.getByRole('button', { name: /^删除/ }).click()
    await dialogButton('删除').click()
    await page.getByText('删除后无法恢复').waitFor()
    await dialogButton('删除').click()
    await page.getByText('已删除“').waitFor()
    await row.waitFor({ state: 'detached' })
  })

  it('does nothing when it is not confirmed', async () => {
    await open()
    const rows = page.locator('youju-document-browser li')
    const first = rows.first()
    await first.waitFor()
    const before = await rows.count()
    await first.getByRole('button', { name: /^删除/ }).click()
    await dialogButton('删除').click()
    await dialogButton('取消').click()
    await first.getByRole('button', { name: /^撤下/ }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await rows.count()).toBe(before)
  })

  it('shows a hostile title and text as they are written', async () => {
    await open()
    await page.locator('select').first().selectOption('hostile')
    const row = page.locator('youju-document-browser li', { hasText: 'onerror' })
    await row.waitFor()
    expect(await row.locator('.title').textContent()).toBe(HOSTILE)
    await row.getByRole('button', { name: /^查看/ }).click()
    await page.locator('youju-source-view .text', { hasText: 'alert(2)' }).waitFor()
  })

  it('makes a key that is shown once, and revokes it', async () => {
    await open('/console#/keys')
    await page.getByLabel('名称').fill(HOSTILE)
    await page.getByRole('button', { name: '新建密钥' }).click()
    const made = await page.locator('#made').textContent()
    expect(made).toMatch(/^yk_/)
    const works = await fetch(`${stage.youju.url}/v1/collections`, {
      headers: { authorization: `Bearer ${made}` },
    })
    expect(works.status).toBe(200)
    await page.getByRole('button', { name: `吊销 ${HOSTILE}` }).click()
    await dialogButton('吊销').click()
    await page.getByText('已吊销').waitFor()
    const revoked = await fetch(`${stage.youju.url}/v1/collections`, {
      headers: { authorization: `Bearer ${made}` },
    })
    expect(revoked.status).toBe(401)
  })

  it('adds a site with its snippet, says which origin is wrong, and shows both in the audit log', async () => {
    await open('/console#/sites')
    await page.getByLabel('允许的来源').fill('https://news.example/path')
    await page.getByRole('button', { name: '新建站点' }).click()
    await page.getByText('Must be an origin').waitFor()
    await page.getByLabel('允许的来源').fill('https://news.example')
    await page.getByRole('button', { name: '新建站点' }).click()
    await page.locator('pre', { hasText: '/widget.js' }).waitFor()
    await page.getByRole('link', { name: '审计' }).click()
    await page.getByLabel('操作').fill('createSite')
    await page.getByRole('button', { name: '筛选' }).click()
    await page.locator('td', { hasText: 'createSite' }).first().waitFor()
    await expect.poll(() => page.locator('td', { hasText: 'createKey' }).count()).toBe(0)
  })

  it('shows what was asked with its answer and how it came about, and what was not answered', async () => {
    await call('/v1/answers', { question: '为什么3号线取消了印厂新村站？' })
    const refused = await call('/v1/answers', { question: '木星上有几家面馆？' })
    await call(`/v1/answers/${String(refused['id'])}/feedback`, { rating: 'down', comment: HOSTILE })
    await open('/console#/questions')
    await page.getByRole('button', { name: /印厂新村站/ }).click()
    await page.locator('youju-answer-view button.citation').first().waitFor()
    await page.getByText('这个回答是怎样得出的').click()
    await page.getByText(/把握低于 [\d.]+ 就拒答/).waitFor()
    expect(await violationsOf(page)).toEqual([])
    for (const filter of ['没答上来的', '认为没用的']) {
      await page.getByRole('button', { name: filter }).click()
      await page.getByRole('button', { name: /木星上有几家面馆/ }).waitFor()
      await expect.poll(() => page.getByRole('button', { name: /印厂新村站/ }).count()).toBe(0)
    }
    await page.getByText(`留言：${HOSTILE}`).waitFor()
  })

  it('edits the settings of a collection, keeping what is wrong in the form', async () => {
    await open('/console#/settings')
    await page.getByLabel(/^同义词/).fill('电动自行车，电瓶车\n只有一个')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/synonyms\.?\S*1/).waitFor()
    await page.getByLabel(/^同义词/).fill('电动自行车，电瓶车')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存。').waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel(/^同义词/).inputValue()).toBe('电动自行车，电瓶车')
  })

  it('puts two measured runs side by side, with the questions that changed', async () => {
    await call('/v1/evaluations', { name: '上周', questions: [EVALUATED_QUESTION_EXAMPLE] })
    const worse = { ...EVALUATED_QUESTION_EXAMPLE, contained: false }
    await call('/v1/evaluations', { name: '本周', questions: [worse] })
    await open('/console#/evaluations')
    const row = page.getByRole('row', { name: /答对的比例/ })
    const figures = async () => (await row.innerText()).split(/\s+/)
    await expect.poll(figures).toEqual(['答对的比例', '1.000', '0.000', '-1.000'])
    await page.getByText(/变差/).waitFor()
  })

  it('says whether it is ready, what it holds and how much it is asked', async () => {
    await open('/console#/health')
    await page.getByText('可以回答问题').waitFor()
    await page.locator('svg rect').first().waitFor()
    await page.getByRole('button', { name: '计算占用' }).click()
    await page.getByText('其中原文').waitFor()
  })

  it('keeps no key where scripts read, signs out, and shows a reader nothing', async () => {
    await open()
    const kept = await page.evaluate(() =>
      [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join(),
    )
    expect(kept).not.toContain('yk_')
    await page.getByRole('button', { name: '退出' }).click()
    await page.locator('youju-sign-in').waitFor()
    await open('/console', await stage.youju.createKey('reader'))
    await page.getByText('这个密钥只能提问').waitFor()
    expect(await page.getByRole('link', { name: '资料' }).count()).toBe(0)
  })

  it('pleases axe in every view, narrow and wide, and never scrolls sideways', async () => {
    await open()
    const names = await page
      .locator('nav a')
      .evaluateAll(links => links.map(link => link.getAttribute('href')))
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      for (const name of names) {
        await page.locator(`nav a[href="${name}"]`).click()
        await page
          .locator('nav a[aria-current]')
          .and(page.locator(`[href="${name}"]`))
          .waitFor()
        await page.waitForLoadState('networkidle')
        expect(await violationsOf(page), `${name} at ${width} px`).toEqual([])
        const spill = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
        expect(await page.evaluate(spill), `${name} at ${width} px`).toBe(0)
      }
    }
  }, 60_000)
})
