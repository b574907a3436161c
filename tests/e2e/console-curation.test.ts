import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './axe.js'
import { setFaceStage } from './face-stage.js'

const stage = setFaceStage()
let page: Page
let key: string

/** Nothing of the samples says it in words that a question would use. */
const NOTICE = '云湾港渡轮夏令时刻：末班船二十一点三十分自北岸开出，逾时请改乘夜间巴士。'
const QUESTION = '深夜怎样过江？'

beforeAll(async () => {
  await stage.youju.put([
    { id: 'ferry', title: '渡轮时刻通知', text: NOTICE },
    { id: 'notice-a', title: '少年宫开课通知甲', text: '云湾少年宫书法班九月一日开课，每周六上午上课。' },
    { id: 'notice-b', title: '少年宫开课通知乙', text: '云湾少年宫书法班九月一日开课，每周日下午上课。' },
  ])
  key = await stage.youju.createKey('admin')
})

async function open(path: string, width = 1280): Promise<void> {
  page = await stage.open({ viewport: { width, height: 900 } })
  await page.goto(`${stage.youju.url}${path}`)
  await page.locator('youju-sign-in input').fill(key)
  await page.getByRole('button', { name: '进入' }).click()
  await page.locator('nav a').first().waitFor()
}

async function send(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await (await fetch(`${stage.youju.url}${path}`, init)).json()) as Record<string, unknown>
}

async function firstFound(query: string): Promise<unknown> {
  const { hits } = await send('/v1/search', { query, limit: 1 })
  return (hits as { document_id: string }[])[0]?.document_id
}

/** On the page as it stands: nothing for axe to say, and no way to scroll sideways. */
async function expectSound(state: string): Promise<void> {
  expect(await violationsOf(page), state).toEqual([])
  const spill = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
  expect(await page.evaluate(spill), state).toBe(0)
}

describe('an editor', () => {
  it('pins a document, finds it first, sees it among the pinned ones, and unpins it', async () => {
    const query = '少年宫书法班哪天开课？'
    const first = await firstFound(query)
    const [second, title] =
      first === 'notice-a' ? ['notice-b', '少年宫开课通知乙'] : ['notice-a', '少年宫开课通知甲']
    await open('/console', 320)
    const row = page.locator('youju-document-browser li', { hasText: title })
    await row.getByRole('button', { name: `置顶 ${title}` }).click()
    await page.getByText(`已置顶“${title}”`).waitFor()
    await page.locator('youju-document-browser li').first().getByText(title).waitFor()
    expect(await firstFound(query)).toBe(second)
    await page.getByRole('button', { name: '置顶', exact: true }).click()
    await expect.poll(() => page.locator('youju-document-browser li').count()).toBe(1)
    await expectSound('pinned documents at 320 px')
    await row.getByRole('button', { name: `取消置顶 ${title}` }).click()
    await page.getByText(`已取消“${title}”的置顶`).waitFor()
    expect(await firstFound(query)).toBe(first)
  })

  it('answers an unanswered question with a picked quote, and readers get that answer first', async () => {
    const refused = await send('/v1/answers', { question: QUESTION })
    expect(refused['answered']).toBe(false)
    await open('/console#/unanswered')
    await page.getByRole('button', { name: `写答案 ${QUESTION}` }).click()
    const editor = page.locator('youju-curated-editor')
    await editor.getByRole('heading', { name: '写核定答案' }).waitFor()
    expect(await editor.getByLabel('问题', { exact: true }).inputValue()).toBe(QUESTION)
    await editor.locator('youju-quote-field').waitFor()
    await editor.getByText('原文里有这句话。').waitFor()
    await editor.getByRole('button', { name: /^去掉引文/ }).click()
    await editor.getByRole('button', { name: '加一处引文' }).click()
    await editor.getByLabel('查找要引用的资料').fill('渡轮末班船')
    await page.keyboard.press('Enter')
    await editor.getByRole('button', { name: '引用 渡轮时刻通知' }).click()
    const quote = editor.getByLabel('引文，出自《渡轮时刻通知》')
    await quote.fill('末班船二十二点开出')
    await editor.getByText('原文里找不到这句话。').waitFor()
    await expectSound('a quote that does not stand')
    await editor.getByRole('button', { name: '在原文里选' }).click()
    const [from, to] = [NOTICE.indexOf('末班船'), NOTICE.indexOf('，逾时')]
    await editor.getByLabel('选取原文中的文字').evaluate(
      (field: HTMLTextAreaElement, [start, end]) => {
        field.focus()
        field.setSelectionRange(start ?? 0, end ?? 0)
      },
      [from, to],
    )
    await editor.getByRole('button', { name: '用选中的文字' }).click()
    expect(await quote.inputValue()).toBe('末班船二十一点三十分自北岸开出')
    await editor.getByText('原文里有这句话。').waitFor()
    await page.setViewportSize({ width: 320, height: 900 })
    await expectSound('the editor at 320 px')
    await editor.getByRole('button', { name: '保存并重测' }).click()
    await page.getByText('重测：1 种问法里，1 种答的就是这一条。').waitFor()
    await expect.poll(() => page.getByRole('button', { name: `写答案 ${QUESTION}` }).count()).toBe(0)
    await expectSound('the work list at 320 px')
    const answer = await send('/v1/answers', { question: QUESTION })
    expect(answer).toMatchObject({ answered: true, blocks: [{ text: '末班船二十一点三十分自北岸开出' }] })
    await page.goto(`${stage.youju.url}/`)
    await page.locator('youju-question-box textarea').fill(QUESTION)
    await page.keyboard.press('Enter')
    await page.locator('youju-answer-view').getByText('编辑核定').waitFor()
  })

  it('dismisses a question, brings it back, edits, checks and removes a curated answer', async () => {
    await send('/v1/answers', { question: '木星上有几家面馆？' })
    await open('/console#/unanswered')
    const dismiss = page.getByRole('button', { name: '不用处理 木星上有几家面馆？' })
    await dismiss.click()
    await page.getByText('“木星上有几家面馆？”不再列出。').waitFor()
    await dismiss.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await dismiss.waitFor()

    await page.getByRole('link', { name: '核定答案' }).click()
    const row = page.locator('youju-console-curated li', { hasText: QUESTION })
    await row.getByText('生效').waitFor()
    await row.getByRole('button', { name: /^修改/ }).click()
    const editor = page.locator('youju-curated-editor')
    await editor.getByLabel('其他说法').fill('末班渡轮什么时候开？')
    await editor.getByRole('button', { name: '保存并重测' }).click()
    await page.getByText('重测：2 种问法里，2 种答的就是这一条。').waitFor()
    await expectSound('curated answers')
    await row.getByRole('button', { name: /^重测/ }).click()
    await row.getByRole('button', { name: /^删除/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click()
    await page.getByText(`已删除“${QUESTION}”的核定答案。`).waitFor()
    await row.waitFor({ state: 'detached' })
  })

  it('sees how fast answers come and what was refused', async () => {
    await open('/console#/health')
    const panel = page.locator('youju-traffic-panel')
    await panel.getByRole('heading', { name: '快慢、用量和拒绝' }).waitFor()
    await panel.getByText('请求最多的接口').waitFor()
    await send('/v1/answers', { question: '少年宫书法班哪天开课？' })
    await panel.getByRole('button', { name: '刷新' }).click()
    await panel.getByRole('row', { name: /^关键词检索/ }).waitFor()
    await page.setViewportSize({ width: 320, height: 900 })
    await expectSound('figures at 320 px')
  })
})
