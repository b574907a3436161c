import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DESKTOP, QUESTION, setAskPageStage } from './ask-page-stage.js'
import type { AskVisit } from './ask-visit.js'

const stage = setAskPageStage()
const ANSWERS = '**/v1/answers'

const problem = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: `urn:youju:error:${code}`,
    title: code,
    status,
    detail: code,
    code,
    request_id: 'req_7',
  }),
})

const block = { index: 0, text: '已经核对的一句。', citations: [] }
const stream = (...events: [string, unknown][]) => ({
  contentType: 'text/event-stream',
  body: events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
})

/** Answers the next question by script; the ones after it reach the server. */
async function scriptOnce(visit: AskVisit, handle: (route: Route) => Promise<void>): Promise<void> {
  await visit.page.route(ANSWERS, handle, { times: 1 })
}

describe('when an answer does not come', () => {
  it.each([
    ['the server cannot be reached', '连不上服务器', (route: Route) => route.abort('connectionrefused')],
    ['the server stops', '服务正在重启', (route: Route) => route.fulfill(problem(503, 'shutting_down'))],
    ['the server fails', '服务器出了问题', (route: Route) => route.fulfill(problem(500, 'internal_error'))],
    [
      'a proxy answers',
      '服务器出了问题',
      (route: Route) => route.fulfill({ status: 502, body: '<html>Bad Gateway' }),
    ],
    ['the stream breaks off', '连接中断了', (route: Route) => route.fulfill(stream(['block', block]))],
    [
      'the stream ends in an error',
      '这次没有查成',
      (route: Route) =>
        route.fulfill(stream(['block', block], ['error', { code: 'embedding_failed', request_id: 'req_7' }])),
    ],
  ])('because %s, the page says so and trying again helps', async (_name, said, handle) => {
    const visit = await stage.open(DESKTOP)
    await scriptOnce(visit, handle)
    await visit.ask(QUESTION)
    await visit.page.getByRole('alert').filter({ hasText: said }).waitFor()
    await visit.page.getByRole('button', { name: '重试' }).click()
    await visit.finished()
    expect(await visit.page.getByRole('alert').count()).toBe(0)
  })

  it('because the device is offline, the page says so', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.page.context().setOffline(true)
    await visit.ask(QUESTION)
    await visit.page.getByRole('alert').filter({ hasText: '设备没有联网' }).waitFor()
  })

  it('because there are too many, trying again waits as long as the server asked', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.page.clock.install()
    await scriptOnce(visit, route => route.fulfill(problem(429, 'too_many_requests', { 'Retry-After': '3' })))
    await visit.ask(QUESTION)
    await visit.page.getByRole('button', { name: '3 秒后可以重试' }).click({ force: true })
    expect(await visit.page.getByRole('alert').count()).toBe(1)
    await visit.page.clock.runFor(3000)
    await visit.page.getByRole('button', { name: '重试' }).click()
    await visit.finished()
  })

  it('what was verified before stays, and is said to be incomplete', async () => {
    const visit = await stage.open(DESKTOP)
    await scriptOnce(visit, route => route.fulfill(stream(['block', block])))
    await visit.ask(QUESTION)
    await visit.page.getByRole('alert').waitFor()
    expect(await visit.answerText()).toContain(block.text)
    await visit.page.getByText('回答没有写完').waitFor()
  })

  it('the reader can stop waiting, and ask again', async () => {
    const visit = await stage.open(DESKTOP)
    // Never answered: the route is held until the page gives it up.
    await scriptOnce(visit, () => Promise.resolve())
    const abandoned = visit.page.waitForEvent('requestfailed')
    await visit.ask(QUESTION)
    await visit.page.getByRole('button', { name: '停止' }).click()
    await abandoned
    await visit.page.locator('youju-ask-page .note').filter({ hasText: '已停止。' }).waitFor()
    await visit.page.getByRole('button', { name: '提问' }).click()
    await visit.finished()
  })
})

describe('when a source has changed since the answer', () => {
  it.each([
    [
      'was withdrawn',
      '这篇资料已经撤下',
      (route: Route) => route.fulfill(problem(404, 'document_not_found')),
    ],
    [
      'no longer holds the words',
      '引用的文字已不在原文中',
      (route: Route) => route.fulfill({ json: { text: '换了内容。' } }),
    ],
  ])('because it %s, the page marks nothing and says so', async (_name, said, handle) => {
    const visit = await stage.open(DESKTOP)
    await visit.askAndRead(QUESTION)
    await visit.page.route(/\/documents\/[^?]+$/, handle)
    await visit.citations.first().click()
    await visit.source.getByText(said).waitFor()
    expect(await visit.mark.count()).toBe(0)
  })

  it('a withdrawn citation of an older answer cannot be opened, and its statement is gone', async () => {
    const visit = await stage.open(DESKTOP)
    await visit.askAndRead(QUESTION)
    const kept = await visit.keptAnswer()
    const blocks = kept.blocks.map(({ citations }) => ({
      text: '',
      citations: citations.map(citation => ({ ...citation, quote: undefined, withdrawn: true })),
    }))
    await visit.page.route('**/v1/answers/*', route => route.fulfill({ json: { ...kept, blocks } }))
    await visit.page.reload()
    await visit.finished()
    expect(await visit.citations.count()).toBe(0)
    expect(await visit.answerText()).toContain('这一句引用的资料已撤下。')
  })
})
