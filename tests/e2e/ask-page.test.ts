import { describe, expect, it } from 'vitest'
import { deferred } from '../server/deferred.js'
import {
  DESKTOP,
  ENGLISH_QUESTION,
  PHONE,
  QUESTION,
  setAskPageStage,
  UNANSWERABLE,
} from './ask-page-stage.js'

const TITLE = '地铁3号线一期规划公示 拟设16站'
const stage = setAskPageStage()

describe('asking', () => {
  it.each([
    ['a phone', PHONE],
    ['a desktop', DESKTOP],
  ])('opens the source at exactly the quoted words on %s', async (_device, options) => {
    const visit = await stage.open(options)
    await visit.askAndRead(QUESTION)
    const citation = (await visit.keptAnswer()).blocks[0]?.citations[0]
    await visit.citations.first().click()
    await visit.mark.waitFor()
    expect(await visit.mark.textContent()).toBe(citation?.quote)
    expect(await visit.markIsVisible()).toBe(true)
    expect(await visit.source.getByRole('heading', { name: TITLE }).count()).toBe(1)
    expect(await visit.source.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer')
  })

  it('scrolls a long document to the quote and marks the answer’s other quotes fainter', async () => {
    const filler = '这一段与问题没有关系。\n\n'.repeat(400)
    const text = `${filler}鲸鱼灯塔的看守人名叫柏舟。${filler}鲸鱼灯塔的看守人柏舟每晚八点点灯。${filler}`
    await stage.youju.put([{ title: '鲸鱼灯塔', text }])
    const visit = await stage.open(PHONE)
    await visit.askAndRead('鲸鱼灯塔的看守人名叫什么？')
    await visit.citations.first().click()
    await visit.mark.waitFor()
    expect(await visit.mark.textContent()).toContain('柏舟')
    expect(await visit.markIsVisible()).toBe(true)
    const kept = await visit.keptAnswer()
    const others = kept.blocks.flatMap(block => block.citations).filter(({ title }) => title === '鲸鱼灯塔')
    expect(await visit.source.locator('mark').count()).toBe(new Set(others.map(({ start }) => start)).size)
  })

  it('counts offsets as JavaScript does, past characters outside the basic plane', async () => {
    await stage.youju.put([{ title: '𠮷野家', text: '😀𠮷𠮷😀。\n\n𠮷野咖啡馆的招牌饮品是海盐拿铁。' }])
    const visit = await stage.open()
    await visit.askAndRead('𠮷野咖啡馆的招牌饮品是什么？')
    await visit.citations.first().click()
    await visit.mark.waitFor()
    expect(await visit.mark.textContent()).toBe('𠮷野咖啡馆的招牌饮品是海盐拿铁。')
  })

  it('keeps what the reader has typed while the page learns what the archive holds', async () => {
    const visit = await stage.open()
    const asked = deferred<undefined>()
    await visit.page.route('**/v1/collections', async route => {
      await asked.promise
      await route.continue()
    })
    await visit.page.reload()
    await visit.question.fill(UNANSWERABLE)
    asked.resolve(undefined)
    await visit.page.getByRole('heading', { name: '最近收录' }).waitFor()
    expect(await visit.question.inputValue()).toBe(UNANSWERABLE)
    await visit.page.getByRole('button', { name: 'English' }).click()
    await visit.page.getByRole('heading', { name: 'Newest' }).waitFor()
    expect(await visit.question.inputValue()).toBe(UNANSWERABLE)
  })

  it('keeps the next question that is typed before the answer has come', async () => {
    const visit = await stage.open()
    const typed = deferred<undefined>()
    await visit.page.route('**/v1/answers', async route => {
      await typed.promise
      await route.continue()
    })
    await visit.ask(QUESTION)
    await visit.page.getByRole('button', { name: '停止' }).waitFor()
    await visit.question.fill(ENGLISH_QUESTION)
    typed.resolve(undefined)
    await visit.finished()
    expect(await visit.question.inputValue()).toBe(ENGLISH_QUESTION)
  })

  it('refuses honestly and opens the nearest passages', async () => {
    const visit = await stage.open()
    await visit.ask(UNANSWERABLE)
    await visit.page.getByRole('heading', { name: '资料中没有找到答案' }).waitFor()
    expect(await visit.citations.count()).toBe(0)
    const nearest = (await visit.keptAnswer()).refusal?.nearest ?? []
    await visit.page.locator('youju-answer-view youju-document-list button').first().click()
    await visit.mark.waitFor()
    expect(await visit.mark.textContent()).toBe(nearest[0]?.text)
    expect(await visit.markIsVisible()).toBe(true)
  })

  it('keeps feedback', async () => {
    const visit = await stage.open()
    await visit.askAndRead(QUESTION)
    const sent = visit.page.waitForResponse(/\/feedback$/)
    await visit.page.getByRole('button', { name: '有用', exact: true }).click()
    expect((await sent).status()).toBe(204)
    await visit.page.getByText('谢谢，已记下。').waitFor()
  })

  it('copies the answer with its sources as text', async () => {
    const visit = await stage.open({ ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] })
    await visit.askAndRead(QUESTION)
    await visit.page.getByRole('button', { name: '复制回答和出处' }).click()
    await visit.page.getByText('已复制').waitFor()
    const copied = await visit.page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`问：${QUESTION}`)
    expect(copied).toContain(`[1] ${TITLE} · `)
  })
})

describe('following on', () => {
  it('understands a follow-up from what was asked before, says how, and starts anew when told to', async () => {
    const visit = await stage.open()
    await stage.youju.put(
      [{ title: '白鹭桥', text: '白鹭桥的设计者是岑望舒。\n\n白鹭桥建成于1987年，全长412米。' }],
      'bridges',
    )
    await visit.askAndRead('白鹭桥的设计者是谁？')
    await visit.askAndRead('它全长多少米？')
    await visit.page.getByText('接着上文，理解为').waitFor()
    expect(await visit.answerText()).toContain('412米')
    const answered = visit.page.waitForRequest('**/v1/answers')
    await visit.page.getByRole('button', { name: '换个话题' }).click()
    await visit.ask(QUESTION)
    expect((await answered).postDataJSON()).not.toHaveProperty('conversation_id')
    await visit.finished()
  })

  it('keeps questions on this device only, and forgets them when told to', async () => {
    const visit = await stage.open()
    await visit.askAndRead(QUESTION)
    await visit.page.getByRole('link', { name: '有据' }).click()
    const asked = visit.page.getByRole('region', { name: '这台设备上问过' })
    expect(await asked.getByRole('button').allInnerTexts()).toEqual([QUESTION, '清除记录'])
    await asked.getByRole('button', { name: '清除记录' }).click()
    await asked.waitFor({ state: 'detached' })
    expect(await visit.page.evaluate(() => localStorage.length)).toBe(0)
  })
})

describe('taking an answer elsewhere', () => {
  it('copies Markdown and references of GB/T 7714, and prints the references too', async () => {
    const visit = await stage.open({ ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] })
    await visit.askAndRead(QUESTION)
    expect(await visit.copied('复制为 Markdown')).toMatch(/\[\^1\][^]*\n\[\^1\]: \[.+\]\(<https:/)
    const references = await visit.copied('复制参考文献')
    expect(references).toMatch(/^\[1\] .+\[EB\/OL\]\. \(2026-05-07\)\[\d{4}-\d\d-\d\d\]\. https:.+\.$/m)
    await visit.page.emulateMedia({ media: 'print' })
    expect(await visit.page.locator('.references').innerText()).toBe(references)
    expect(await visit.question.isVisible()).toBe(false)
  })
})

describe('the address', () => {
  it('asks the question that it holds, and goes back and forward without asking again', async () => {
    const visit = await stage.open({ ...DESKTOP, path: `/?q=${encodeURIComponent(QUESTION)}` })
    await visit.finished()
    const first = await visit.answerText()
    let asked = 0
    visit.page.on('request', request => {
      if (request.method() === 'POST') asked += 1
    })
    await visit.askAndRead(ENGLISH_QUESTION)
    expect(new URL(visit.page.url()).searchParams.get('q')).toBe(ENGLISH_QUESTION)
    expect(await visit.answerText()).not.toBe(first)
    await visit.page.goBack()
    await expect.poll(() => visit.answerText()).toBe(first)
    expect(await visit.question.inputValue()).toBe(QUESTION)
    await visit.page.goForward()
    await expect.poll(() => visit.question.inputValue()).toBe(ENGLISH_QUESTION)
    await visit.finished()
    expect(asked).toBe(1)
  })

  it('of an answer opens that answer without asking, in another browser, and says when it was given', async () => {
    const visit = await stage.open({ ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] })
    await visit.askAndRead(QUESTION)
    const text = await visit.answerText()
    const link = await visit.copied('复制链接')
    const path = link.slice(stage.youju.url.length)
    const other = await stage.open({ ...DESKTOP, path })
    const asked: string[] = []
    other.page.on('request', request => {
      if (request.method() === 'POST') asked.push(request.url())
    })
    await other.finished()
    expect(await other.answerText()).toBe(text)
    await other.page.getByText(/这是 \d{4}年\d+月\d+日 给出的回答/).waitFor()
    expect(asked).toEqual([])
    await other.page.getByRole('button', { name: '重新提问' }).click()
    await other.page.waitForURL(url => !url.searchParams.has('answer'))
    await other.finished()
    expect(asked).toHaveLength(1)
  })

  it('shows the question that an answer was given to, whatever the address puts beside it', async () => {
    const visit = await stage.open()
    await visit.askAndRead(QUESTION)
    const { id } = await visit.keptAnswer()
    const other = await stage.open({ ...DESKTOP, path: `/?q=${encodeURIComponent('别的问题')}&answer=${id}` })
    await other.finished()
    expect(await other.question.inputValue()).toBe(QUESTION)
    expect(await other.page.title()).toContain(QUESTION)
  })

  it('of an answer that is gone, or is not for this reader, asks its question again', async () => {
    const path = `/?q=${encodeURIComponent(QUESTION)}&answer=ans_AAAAAAAAAAAAAAAAAAAAAA`
    const visit = await stage.open({ ...DESKTOP, path })
    await visit.finished()
    expect((await visit.keptAnswer()).question).toBe(QUESTION)
    expect(new URL(visit.page.url()).searchParams.has('answer')).toBe(false)
    expect(await visit.page.getByText('给出的回答').count()).toBe(0)
  })

  it('opens the words of a document that another program cites', async () => {
    await stage.youju.put([{ id: 'cited', title: '被引用的资料', text: '前一句。被引用的一句。后一句。' }])
    const path = '/?collection=default&document=cited&start=4&end=11'
    const visit = await stage.open({ ...DESKTOP, path })
    await visit.mark.waitFor()
    expect(await visit.mark.textContent()).toBe('被引用的一句。')
  })

  it('of the bare page offers questions and the newest documents', async () => {
    const visit = await stage.open()
    await visit.page.getByRole('heading', { name: '可以这样问' }).waitFor()
    await visit.page.locator('youju-document-list button').first().click()
    await visit.source.getByRole('region', { name: '原文全文' }).waitFor()
    expect(await visit.mark.count()).toBe(0)
    await visit.page.getByRole('button', { name: '关闭原文' }).click()
    await visit.page.getByRole('button', { name: QUESTION }).click()
    await visit.finished()
    await visit.page.getByRole('link', { name: '有据' }).click()
    await visit.page.getByRole('heading', { name: '可以这样问' }).waitFor()
    expect(visit.page.url()).toBe(`${stage.youju.url}/`)
  })
})
