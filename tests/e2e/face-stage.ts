import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium } from './chromium.js'
import { startYouju, type RunningYouju } from './running-youju.js'
import { openWatchedPage, type WatchedPage } from './watched-page.js'

/** One service with the samples and one browser, for the tests of a file. Only inside a test or hook. */
export interface FaceStage {
  readonly youju: RunningYouju
  readonly browser: Browser
  /** The page that was opened last. */
  readonly page: Page
  /**
   * A fresh browser profile, its page still empty; left after the test, which fails if anything offended on it.
   * @param origins where it may go beside the service
   */
  open(options?: BrowserContextOptions, origins?: readonly string[]): Promise<Page>
  /** The same for a page that was opened in another way. */
  keep(watched: WatchedPage): void
}

/** @param environment settings of the service beside the defaults, asked for when the tests begin */
export function setFaceStage(environment: () => Record<string, string> = () => ({})): FaceStage {
  let running: { readonly youju: RunningYouju; readonly browser: Browser } | undefined
  const visits: WatchedPage[] = []
  const stage = () => {
    if (running === undefined) throw new Error('The stage is set when the tests begin')
    return running
  }
  beforeAll(async () => {
    const browser = await launchChromium()
    running = { browser, youju: await startYouju(environment()) }
  })
  afterEach(async () => {
    const left = visits.splice(0)
    await Promise.all(left.map(({ page }) => page.context().close()))
    expect(left.flatMap(({ offences }) => offences)).toEqual([])
  })
  afterAll(async () => {
    await running?.browser.close()
    await running?.youju.stop()
  })
  return {
    get youju() {
      return stage().youju
    },
    get browser() {
      return stage().browser
    },
    get page() {
      const last = visits.at(-1)
      if (last === undefined) throw new Error('No page was opened')
      return last.page
    },
    async open(options, origins = []) {
      const watched = await openWatchedPage(stage().browser, [stage().youju.url, ...origins], options)
      visits.push(watched)
      return watched.page
    },
    keep(watched) {
      visits.push(watched)
    },
  }
}
