import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Answer } from '../../web/shared/api-types.js'
import { violationsOf } from './axe.js'
import { openWatchedPage, type WatchedPage } from './watched-page.js'

export type VisitOptions = BrowserContextOptions & { readonly path?: string }

/** A reader's visit to the ask page, and everything that went wrong during it. */
export class AskVisit implements WatchedPage {
  private constructor(
    readonly page: Page,
    readonly offences: string[],
    private readonly url: string,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    { path = '/', ...options }: VisitOptions = {},
  ): Promise<AskVisit> {
    const { page, offences } = await openWatchedPage(browser, [url], options)
    const visit = new AskVisit(page, offences, url)
    await visit.page.goto(`${url}${path}`)
    await visit.page.locator('youju-question-box textarea').waitFor()
    return visit
  }

  get question(): Locator {
    return this.page.locator('youju-question-box textarea')
  }

  get citations(): Locator {
    return this.page.locator('youju-answer-view button.citation')
  }

  get source(): Locator {
    return this.page.locator('youju-source-view dialog')
  }

  /** The quoted words as the source view marks them. */
  get mark(): Locator {
    return this.page.locator('youju-source-view mark.quote')
  }

  async ask(question: string): Promise<void> {
    await this.question.fill(question)
    await this.question.press('Enter')
  }

  /** Asks and waits for the finished answer. */
  async askAndRead(question: string): Promise<void> {
    await this.ask(question)
    await this.page.waitForURL(url => url.searchParams.get('q') === question)
    await this.keptAnswer()
    await this.finished()
  }

  /** Until an answer that is no refusal is complete on the page. */
  async finished(): Promise<void> {
    await this.page.locator('youju-answer-view .confidence').waitFor()
  }

  /** What the page shows as the answer, citation numbers included. */
  async answerText(): Promise<string> {
    return this.page.locator('youju-answer-view .statements').innerText()
  }

  /** The answer on the page as the server keeps it. */
  async keptAnswer(): Promise<Answer> {
    await this.page.waitForFunction(
      () => (history.state as { answerId?: string } | null)?.answerId !== undefined,
    )
    const id = await this.page.evaluate(() => (history.state as { answerId: string }).answerId)
    const response = await fetch(`${this.url}/v1/answers/${id}`)
    return (await response.json()) as Answer
  }

  /** What one of the buttons below the answer copies. */
  async copied(name: string): Promise<string> {
    await this.page.getByRole('button', { name }).click()
    await this.page.locator('youju-answer-tools').getByText('已复制').waitFor()
    return this.page.evaluate(() => navigator.clipboard.readText())
  }

  /** Whether the first line of the mark can be seen: scrolled to and not covered. */
  async markIsVisible(): Promise<boolean> {
    return this.mark.evaluate(mark => {
      const line = mark.getClientRects()[0]
      if (line === undefined) return false
      const middle = [line.left + line.width / 2, line.top + line.height / 2] as const
      return (mark.getRootNode() as ShadowRoot).elementFromPoint(...middle) === mark
    })
  }

  /** The element that has the focus, looked up through the shadow roots. */
  async focused(): Promise<string> {
    return this.page.evaluate(() => {
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      return element === null ? '' : (element.getAttribute('aria-label') ?? element.id) || element.localName
    })
  }

  /** Presses Tab until the focused element's name matches. */
  async tabTo(name: RegExp): Promise<void> {
    for (let presses = 0; presses < 40; presses++) {
      await this.page.keyboard.press('Tab')
      if (name.test(await this.focused())) return
    }
    throw new Error(`Tab never reached ${String(name)}; it stands on ${await this.focused()}`)
  }

  async focusIsIn(selector: string): Promise<boolean> {
    return this.page.locator(selector).evaluate(element => Boolean(element.shadowRoot?.activeElement))
  }

  violations(): Promise<string[]> {
    return violationsOf(this.page)
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}
