import { AskVisit, type VisitOptions } from './ask-visit.js'
import { setFaceStage, type FaceStage } from './face-stage.js'

export const PHONE: VisitOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
export const DESKTOP: VisitOptions = { viewport: { width: 1280, height: 800 } }

/** Questions to the samples, of which the first two have an answer. */
export const QUESTION = '为什么3号线取消了印厂新村站？'
export const ENGLISH_QUESTION = 'Who inspects the old Wangta Bridge?'
export const UNANSWERABLE = 'xylophone zzyzx'

export interface AskPageStage {
  /** Only inside a test or hook. */
  readonly youju: FaceStage['youju']
  /** A fresh browser profile on the page; left after the test, which fails if anything offended during it. */
  open(options?: VisitOptions): Promise<AskVisit>
}

/** One service and one browser for the tests of a file. */
export function setAskPageStage(): AskPageStage {
  const stage = setFaceStage()
  return {
    get youju() {
      return stage.youju
    },
    async open(options = DESKTOP) {
      const visit = await AskVisit.open(stage.browser, stage.youju.url, options)
      stage.keep(visit)
      return visit
    },
  }
}
