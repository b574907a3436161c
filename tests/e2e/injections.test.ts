import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../web/shared/api-types.js'
import {
  answers,
  startScriptedModelServer,
  type ScriptedModelServer,
} from '../answer/scripted-model-server.js'
import { setFaceStage } from './face-stage.js'
import { startHostSite, type HostSite } from './host-site.js'
import { ELSEWHERE, INJECTIONS } from './injections.js'
import { INJECTED_GROUPS, putInjections, sayInjections } from './injections-archive.js'
import { lookThrough } from './look-through.js'
import { openWatchedPage } from './watched-page.js'

const AT_LEAST = 300

let model: ScriptedModelServer
let site: HostSite
beforeAll(async () => {
  model = await startScriptedModelServer()
  site = await startHostSite()
})
const stage = setFaceStage(() => ({
  YOUJU_LLM_BASE_URL: model.baseUrl,
  YOUJU_LLM_MODEL: 'scripted',
  YOUJU_ANSWER_MIN_CONFIDENCE: '0',
}))
/** Injections that were seen on a page, letter for letter. */
let seen = 0
beforeAll(() => putInjections(stage.youju))
afterAll(async () => {
  await model.close()
  await site.close()
  process.stdout.write(`${seen} injections were shown as text; none ran, none reached anybody\n`)
  expect(seen).toBeGreaterThanOrEqual(AT_LEAST)
})

/** Every one of them is on the page as text, and nothing is that no part of ours makes. */
async function expectShown(page: Page, face: string, texts: readonly string[]): Promise<void> {
  const { text, foreign } = await lookThrough(page, face)
  expect(foreign).toEqual([])
  expect(texts.filter(expected => !text.includes(expected))).toEqual([])
  seen += texts.length
}

/** Marks that turn the direction of text round are blanks in what a model says. */
const plain = (text: string): string => text.replaceAll(/[\u202E\u2066]/g, ' ')

/** The answer that a face shows last. */
const answerOn = (page: Page): Promise<Answer> =>
  page
    .locator('youju-answer-view')
    .last()
    .evaluate(view => (view as unknown as { answer: Answer }).answer)

interface Face {
  readonly selector: string
  /** Asks and waits until it is answered or refused. */
  readonly ask: (question: string, outcome: '.confidence' | '.refusal') => Promise<void>
}

/** Answers of a model that says the injections, the first of them cut at every offset, then a refusal. */
async function tryFace(page: Page, { selector, ask }: Face): Promise<void> {
  for (const [index, { question }] of INJECTED_GROUPS.entries()) {
    model.play(sayInjections(index === 0 ? 1 : 40))
    await ask(question, '.confidence')
    const { blocks, sources } = await answerOn(page)
    expect(blocks.length).toBeGreaterThan(5)
    const texts = [...blocks.map(({ text }) => text), ...sources.map(({ title }) => title)]
    expect(
      texts.filter(text => !INJECTIONS.some(injection => plain(text).includes(plain(injection)))),
    ).toEqual([])
    await expectShown(page, selector, [question, ...texts])
  }
  model.play(answers('{"found":false}'))
  await ask(INJECTED_GROUPS[0]?.question ?? '', '.refusal')
  const nearest = (await answerOn(page)).refusal?.nearest ?? []
  expect(nearest.length).toBeGreaterThan(2)
  await expectShown(
    page,
    selector,
    nearest.flatMap(({ title, text }) => [title, text]),
  )
}

describe('injections', () => {
  it('run, reach out and put up foreign elements where a page takes them for markup', async () => {
    const frames = INJECTIONS.map(text => `<iframe srcdoc="${text.replaceAll('"', '&quot;')}"></iframe>`)
    site.show(frames.join('\n'))
    const { page, offences } = await openWatchedPage(stage.browser, [site.url])
    await page.goto(site.url)
    const count = (kind: string) => offences.filter(offence => offence.includes(kind)).length
    await expect.poll(() => count('dialog')).toBeGreaterThan(15)
    await expect.poll(() => count(ELSEWHERE)).toBeGreaterThan(5)
    expect((await lookThrough(page, 'body')).foreign).not.toEqual([])
    await page.context().close()
  })

  it('are text on the ask page, in its lists, in the source, and in what is copied and printed', async () => {
    const page = await stage.open({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(stage.youju.url)
    const collections = INJECTED_GROUPS.map(({ collection }) => collection)
    await page.locator('option').nth(collections.length).waitFor({ state: 'attached' })
    await expectShown(page, 'youju-ask-page', collections)
    const box = page.locator('youju-question-box textarea')
    await tryFace(page, {
      selector: 'youju-ask-page',
      async ask(question, outcome) {
        await box.fill(question)
        await box.press('Enter')
        await page.waitForURL(url => url.searchParams.get('q') === question)
        await page.locator(`article[aria-busy=false] youju-answer-view ${outcome}`).waitFor()
      },
    })
    await page.goBack()
    await page.locator('youju-answer-view .confidence').waitFor()
    await expectTakenAway(page)
    await page.locator('youju-answer-view button.citation').first().click()
    await page.locator('youju-source-view mark.quote').waitFor()
    const { blocks, sources } = await answerOn(page)
    await expectShown(page, 'youju-source-view', [blocks[0]?.text ?? '', sources[0]?.title ?? ''])
    await page.goto(stage.youju.url)
    await page.getByRole('region', { name: '这台设备上问过' }).waitFor()
    await expectShown(
      page,
      'youju-ask-page',
      INJECTED_GROUPS.map(({ question }) => question),
    )
  })

  it('are text in the widget on a page of another site', async () => {
    const page = await openWidget()
    const box = page.locator('youju-question-box textarea')
    await tryFace(page, {
      selector: 'youju-chat',
      async ask(question, outcome) {
        await box.fill(question)
        await box.press('Enter')
        await page.locator(`.turn[aria-busy=false]:last-child ${outcome}`).waitFor()
      },
    })
  })

  it('are text wherever the stream of an answer is cut', async () => {
    const page = await openWidget()
    const [, , injection = ''] = INJECTIONS
    const events = [
      `event: delta\ndata: ${JSON.stringify({ index: 0, text: injection })}\n\n`,
      `event: block\ndata: ${JSON.stringify({ index: 0, text: injection, citations: [] })}\n\n`,
    ]
    const cuts = await page.evaluate(showCut, { stream: events.join(''), injection })
    expect(cuts.failed).toEqual([])
    expect(cuts.tried).toBeGreaterThan(150)
    expect((await lookThrough(page, 'youju-chat')).foreign).toEqual([])
    seen += cuts.tried
  })

  it('are text on the kiosk, in its sections, questions to try and lists', async () => {
    const page = await stage.open({ viewport: { width: 1920, height: 1080 } })
    const questions = new URLSearchParams(INJECTED_GROUPS.map(({ question }) => ['question', question]))
    await page.goto(`${stage.youju.url}/kiosk?${questions.toString()}`)
    await page.locator('youju-document-list button').first().waitFor()
    const texts = INJECTED_GROUPS.flatMap(({ question, collection }) => [question, collection])
    await expectShown(page, 'youju-kiosk', texts)
    await tryFace(page, {
      selector: 'youju-kiosk',
      async ask(question, outcome) {
        if ((await page.locator('youju-answer-view').count()) > 0)
          await page.getByRole('button', { name: '首页' }).click()
        await page.getByRole('button', { name: question }).click()
        await page.locator(`article[aria-busy=false] youju-answer-view ${outcome}`).waitFor()
      },
    })
  })
})

async function openWidget(): Promise<Page> {
  const key = await stage.youju.createSite(site.url)
  site.show(
    `<script type="module" src="${stage.youju.url}/widget.js" data-site-key="${key}" data-open="true"></script>`,
  )
  const page = await stage.open({}, [site.url])
  await page.goto(site.url)
  await page.locator('youju-chat textarea').waitFor()
  return page
}

/** Runs in the page. Answers a question for each offset of a stream, in two pieces, both rendered. */
async function showCut({ stream, injection }: { stream: string; injection: string }) {
  interface Chat extends Element {
    ask(question: string): Promise<unknown>
    startAnew(): void
    readonly updateComplete: Promise<unknown>
  }
  const chat = document.querySelector('youju-chat') as Chat
  const send = window.fetch.bind(window)
  const bytes = new TextEncoder().encode(stream)
  const failed: number[] = []
  for (let cut = 0; cut <= bytes.length; cut++) {
    const pieces = [bytes.slice(0, cut), bytes.slice(cut)]
    window.fetch = (address, init) => {
      if (typeof address !== 'string' || !address.endsWith('/v1/answers')) return send(address, init)
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise(resolve => setTimeout(resolve))
          const piece = pieces.shift()
          if (piece === undefined) controller.close()
          else controller.enqueue(piece)
        },
      })
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    }
    await chat.ask(`在第 ${cut} 个字节断开`)
    await chat.updateComplete
    const view = chat.shadowRoot?.querySelector('.turn:last-child youju-answer-view')?.shadowRoot
    await new Promise(resolve => setTimeout(resolve))
    if (view?.querySelector('.text')?.textContent !== injection) failed.push(cut)
    chat.startAnew()
  }
  return { failed, tried: bytes.length + 1 }
}

/** What is copied as Markdown holds no markup but ours, and what is printed is text. */
async function expectTakenAway(page: Page): Promise<void> {
  const { sources } = await answerOn(page)
  const copied = async (name: string): Promise<string> => {
    await page.getByRole('button', { name }).click()
    await page.locator('youju-answer-tools').getByText('已复制').waitFor()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  const markdown = await copied('复制为 Markdown')
  // Of what is not behind a backslash, only our own links to web pages are left.
  expect(markdown.replaceAll(/\\./g, '').replaceAll(/\]\(<https:\/\/[^<>]*>\)/g, '')).not.toMatch(/[<>]/)
  const references = await copied('复制参考文献')
  expect(sources.filter(({ title }) => !references.includes(title))).toEqual([])
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.references').innerText()).toBe(references)
  await page.emulateMedia({ media: 'screen' })
  seen += sources.length
}
