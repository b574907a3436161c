/**
 * How soon after the enter key does a reader see the first words of an answer? Starts the service on the samples and a
 * real Chromium on the ask page, asks twenty questions that the samples answer, each once, and prints the times as
 * JSON, milliseconds: `screen` from the key to the frame that shows the first statement, `change` from the key to the
 * change of the page, `server` what the answers say they took, `rest` what of `screen` is not the server's.
 *
 * node dist/bench/first-token.js
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchChromium } from '../tests/e2e/chromium.js'
import { ServiceProcess, spread } from './service-process.js'

const QUESTIONS = [
  '为什么3号线取消了印厂新村站？',
  '更正后第九届河灯节一共来了多少游客？',
  '图书馆几点开门？',
  '望塔桥什么时候通车？',
  '3号线一期设多少站？',
  '公交票价是多少？',
  '云湾市图书馆周一开放吗？',
  '河灯节在哪里举行？',
  '谁负责检查望塔老桥？',
  '错误代码E07是什么意思？',
  'PPR-9087怎么重启？',
  '怎样办理借书证？',
  '停水通知是哪一天？',
  '幼儿园什么时候报名？',
  '渡轮几点末班？',
  '少年宫有哪些课程？',
  'Who inspects the old Wangta Bridge?',
  'How many sensors are there on Wangta Bridge?',
  'When does the ferry leave?',
  'What does error E07 mean?',
]
/** Asked before, and not counted: the page and the caches of a service that runs are not new. */
const WARM_UP = ['最近有哪些通知？', 'What is new?']

interface Times {
  readonly change: number
  readonly screen: number
}

/** Runs in the page: the next answer or refusal that appears after the enter key. */
function watchNext(): Promise<Times> {
  return new Promise(resolve => {
    let pressed = 0
    const observers: MutationObserver[] = []
    const seen = (root: Node): boolean => {
      if (!(root instanceof Element || root instanceof ShadowRoot)) return false
      if (root.querySelector('.text, .draft, .refusal') !== null) return true
      return [...root.querySelectorAll('*')].some(({ shadowRoot }) => shadowRoot !== null && seen(shadowRoot))
    }
    const article = (): Element | null | undefined =>
      document.querySelector('youju-ask-page')?.shadowRoot?.querySelector('article')
    const look = (): void => {
      const shown = article()?.querySelector('youju-answer-view')?.shadowRoot
      if (pressed === 0 || shown === null || shown === undefined || !seen(shown)) {
        follow()
        return
      }
      for (const observer of observers.splice(0)) observer.disconnect()
      const change = performance.now() - pressed
      // The frame that is painted next holds it; its successor tells that it was.
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          resolve({ change, screen: performance.now() - pressed })
        }
        channel.port2.postMessage(null)
      })
    }
    const follow = (): void => {
      for (const observer of observers.splice(0)) observer.disconnect()
      const page = document.querySelector('youju-ask-page')?.shadowRoot
      const roots = [page, article()?.querySelector('youju-answer-view')?.shadowRoot]
      for (const root of roots) {
        if (root === null || root === undefined) continue
        const observer = new MutationObserver(look)
        observer.observe(root, { childList: true, subtree: true, characterData: true })
        observers.push(observer)
      }
    }
    window.addEventListener(
      'keydown',
      event => {
        if (event.key === 'Enter') pressed = performance.now()
      },
      { capture: true, once: true },
    )
    follow()
  })
}

async function ask(page: Page, question: string): Promise<Times & { server: number; rest: number }> {
  await page.getByRole('link', { name: '有据' }).click()
  await page.locator('youju-ask-page article').waitFor({ state: 'detached' })
  await page.locator('youju-question-box textarea').fill(question)
  const times = page.evaluate(watchNext)
  const answered = page.waitForFunction(
    () => (history.state as { answerId?: string } | null)?.answerId !== undefined,
  )
  await page.locator('youju-question-box textarea').press('Enter')
  const shown = await times
  await answered
  const server = await page
    .locator('youju-answer-view')
    .evaluate(view => (view as unknown as { answer: { took_ms: number } }).answer.took_ms)
  return { ...shown, server, rest: shown.screen - server }
}

const dataDir = await mkdtemp(join(tmpdir(), 'youju-first-token-'))
const service = await ServiceProcess.start(dataDir, { YOUJU_SAMPLES: 'on', YOUJU_LOG_LEVEL: 'error' })
const browser = await launchChromium()
try {
  const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } })
  await page.goto(service.base)
  await page.locator('youju-document-list').waitFor()
  for (const question of WARM_UP) await ask(page, question)
  const all: Awaited<ReturnType<typeof ask>>[] = []
  for (const question of QUESTIONS) all.push(await ask(page, question))
  const of = (name: keyof (typeof all)[number]) => spread(all.map(times => times[name]))
  const result = {
    asked: all.length,
    screen: of('screen'),
    change: of('change'),
    server: of('server'),
    rest: of('rest'),
  }
  console.log(JSON.stringify(result, null, 1))
} finally {
  await browser.close()
  await service.end()
  await rm(dataDir, { recursive: true })
}
