import { describe, expect, it } from 'vitest'
import { DESKTOP, PHONE, QUESTION, setAskPageStage, UNANSWERABLE } from './ask-page-stage.js'
import type { AskVisit } from './ask-visit.js'

const stage = setAskPageStage()

/** Each brings the page, freshly opened, into a state that a reader meets. */
const STATES: Record<string, (visit: AskVisit) => Promise<void>> = {
  async 'nothing asked yet'(visit) {
    await visit.page.getByRole('heading', { name: '最近收录' }).waitFor()
  },
  async 'an answer'(visit) {
    await visit.askAndRead(QUESTION)
  },
  async 'a source'(visit) {
    await visit.askAndRead(QUESTION)
    await visit.citations.first().click()
    await visit.mark.waitFor()
  },
  async 'a refusal'(visit) {
    await visit.ask(UNANSWERABLE)
    await visit.page.getByRole('heading', { name: '资料中没有找到答案' }).waitFor()
  },
  async 'a failure'(visit) {
    await visit.page.route('**/v1/answers', route => route.abort('connectionrefused'))
    await visit.ask(QUESTION)
    await visit.page.getByRole('alert').waitFor()
  },
}

const PLACES = (['light', 'dark'] as const).flatMap(colorScheme => [
  { ...PHONE, colorScheme },
  { ...DESKTOP, colorScheme },
])

describe.each(Object.entries(STATES))('the page with %s', (_name, reach) => {
  it.each(PLACES)('has nothing that axe finds wrong: $viewport.width px, $colorScheme', async place => {
    const visit = await stage.open({ ...place, reducedMotion: 'reduce' })
    await reach(visit)
    expect(await visit.violations()).toEqual([])
  })

  it.each([320, 3840])('needs no sideways scrolling at %i px', async width => {
    const visit = await stage.open({ viewport: { width, height: 700 } })
    await reach(visit)
    const overflow = await visit.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
  })
})

describe('with a keyboard alone', () => {
  it('a reader asks, opens a citation, closes it and is back at the citation', async () => {
    const visit = await stage.open(DESKTOP)
    const { keyboard } = visit.page
    await expect.poll(() => visit.focused()).toBe('question')
    await keyboard.type(QUESTION)
    await keyboard.press('Enter')
    await visit.finished()
    await visit.tabTo(/^出处 1/)
    await keyboard.press('Enter')
    await visit.mark.waitFor()
    expect(await visit.focused()).toBe('title')
    await keyboard.press('Escape')
    await expect.poll(() => visit.focused()).toMatch(/^出处 1/)
    expect(await visit.source.isVisible()).toBe(false)
  })

  it('stays within the source while it covers the page of a phone', async () => {
    const visit = await stage.open(PHONE)
    await visit.askAndRead(QUESTION)
    await visit.citations.first().click()
    await visit.mark.waitFor()
    for (let presses = 0; presses < 8; presses++) {
      await visit.page.keyboard.press('Tab')
      expect(await visit.focusIsIn('youju-ask-page youju-question-box')).toBe(false)
      expect(await visit.focusIsIn('youju-ask-page youju-answer-view')).toBe(false)
    }
    await visit.page.getByRole('button', { name: '关闭原文' }).click()
    await expect.poll(() => visit.focused()).toMatch(/^出处 1/)
  })

  it('leaves Enter to the input method while it composes', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.question.fill('图书馆')
    await visit.question.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    expect(new URL(visit.page.url()).search).toBe('')
  })

  it('makes a new line with Shift and Enter, and asks nothing when the box is empty', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.question.press('Enter')
    expect(new URL(visit.page.url()).search).toBe('')
    await visit.question.press('Shift+Enter')
    expect(await visit.question.inputValue()).toBe('\n')
  })
})

describe('for a screen reader', () => {
  it('the answer is announced when it is complete', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.askAndRead(QUESTION)
    const statements = (await visit.keptAnswer()).blocks.map(block => block.text)
    expect(await visit.page.locator('youju-ask-page main > [role=status]').textContent()).toContain(
      statements[0],
    )
  })
})

describe('on a wide screen', () => {
  it('another citation can be opened while a source stands beside the answer', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.askAndRead('河灯节的游客数为什么更正？')
    for (const citation of await visit.citations.all()) {
      await citation.click()
      await visit.mark.waitFor()
      expect(await visit.markIsVisible()).toBe(true)
    }
    await visit.page.setViewportSize({ width: 400, height: 800 })
    await expect.poll(() => visit.source.evaluate(dialog => dialog.matches(':modal'))).toBe(true)
    expect(await visit.source.isVisible()).toBe(true)
  })
})

describe('the reader’s choices', () => {
  it('remember the language on the device', async () => {
    const visit = await stage.open()
    await visit.page.getByRole('button', { name: 'English' }).click()
    await visit.page.reload()
    await visit.page.getByRole('button', { name: 'Ask' }).waitFor()
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('en')
    expect(await visit.page.title()).toContain('Youju')
  })

  it('follow the browser at first', async () => {
    const visit = await stage.open({ ...DESKTOP, locale: 'en-GB' })
    expect(await visit.page.getByRole('button', { name: 'Ask' }).count()).toBe(1)
  })

  it('restrict the search to one collection when there are several', async () => {
    await stage.youju.put([{ title: '灯塔手册', text: '灯塔每晚七点亮灯。' }], 'lighthouse')
    const visit = await stage.open()
    await visit.page.getByLabel('查找范围').selectOption('lighthouse')
    await visit.askAndRead('灯塔每晚几点亮灯？')
    const collections = (await visit.keptAnswer()).sources.map(({ collection }) => collection)
    expect(collections).toEqual(['lighthouse'])
    expect(new URL(visit.page.url()).searchParams.get('collection')).toBe('lighthouse')
  })

  it('of dates go to the server with the last day included, and stand in the address', async () => {
    const visit = await stage.open()
    await visit.page.getByRole('button', { name: '限定日期' }).click()
    await visit.page.getByLabel('从').fill('2026-05-01')
    await visit.page.getByLabel('到').fill('2026-05-07')
    const sent = visit.page.waitForRequest('**/v1/answers')
    await visit.askAndRead(QUESTION)
    expect((await sent).postDataJSON()).toMatchObject({
      filters: { published_after: '2026-05-01', published_before: '2026-05-08' },
    })
    const { searchParams } = new URL(visit.page.url())
    expect([searchParams.get('after'), searchParams.get('before')]).toEqual(['2026-05-01', '2026-05-07'])
  })
})
