import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { AskVisit, type VisitOptions } from './ask-visit.js'
import { launchChromium } from './chromium.js'
import { startYouju, type RunningYouju } from './running-youju.js'

export const PHONE: VisitOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
export const DESKTOP: VisitOptions = { viewport: { width: 1280, height: 800 } }

/** Questions to the samples, of which the first two have an answer. */
export const QUESTION = '为什么3号线取消了印厂新村站？'
export const ENGLISH_QUESTION = 'Who inspects the old Wangta Bridge?'
export const UNANSWERABLE = 'xylophone zzyzx'

export interface AskPageStage {
  /** Only inside a test or hook. */
  readonly youju: RunningYouju
  /** A fresh browser profile on the page; left after the test, which fails if anything offended during it. */
  open(options?: VisitOptions): Promise<AskVisit>
}

/** One service and one browser for the tests of a file. */
export function setAskPageStage(): AskPageStage {
  let running: { readonly youju: RunningYouju; readonly browser: Browser } | undefined
  const visits: AskVisit[] = []
  const stage = () => {
    if (running === undefined) throw new Error('The stage is set when the tests begin')
    return running
  }
  beforeAll(async () => {
    const browser = await launchChromium()
    running = { browser, youju: await startYouju() }
  })
  afterEach(async () => {
    const offences = visits.flatMap(visit => visit.offences)
    await Promise.all(visits.splice(0).map(visit => visit.close()))
    expect(offences).toEqual([])
  })
  afterAll(async () => {
    await running?.browser.close()
    await running?.youju.stop()
  })
  return {
    get youju() {
      return stage().youju
    },
    async open(options = DESKTOP) {
      const visit = await AskVisit.open(stage().browser, stage().youju.url, options)
      visits.push(visit)
      return visit
    },
  }
}
