import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { setFaceStage, type FaceStage } from './face-stage.js'
import { startHostSite, type HostSite } from './host-site.js'

export interface WidgetVisit extends BrowserContextOptions {
  /** Content security policy of the site. */
  readonly csp?: string
}

/** The widget on a page of another site. Only inside a test or hook. */
export class WidgetStage {
  private site: HostSite | undefined
  siteKey = ''

  constructor(readonly faces: FaceStage) {
    beforeAll(async () => {
      this.site = await startHostSite()
      this.siteKey = await faces.youju.createSite(this.site.url)
    })
    afterAll(() => this.site?.close())
  }

  get siteUrl(): string {
    return this.site?.url ?? ''
  }

  get page(): Page {
    return this.faces.page
  }

  get bubble(): Locator {
    return this.page.getByRole('button', { name: '问一问' })
  }

  get box(): Locator {
    return this.page.locator('youju-chat youju-question-box textarea')
  }

  tag(attributes = ''): string {
    const source = `${this.faces.youju.url}/widget.js`
    return `<script type="module" src="${source}" data-site-key="${this.siteKey}" ${attributes}></script>`
  }

  /** Opens the site with this in its page. */
  async open(body: string, { csp = '', ...options }: WidgetVisit = {}): Promise<Page> {
    this.site?.show(body, csp)
    const page = await this.faces.open(options, [this.siteUrl])
    await page.goto(this.siteUrl)
    await page.locator('youju-chat').first().waitFor({ state: 'attached' })
    return page
  }

  async ask(question: string): Promise<void> {
    await this.box.fill(question)
    await this.box.press('Enter')
    await this.page.locator('youju-chat .turn').last().locator('.confidence, .refusal').waitFor()
  }
}

/** One service, one browser and one site, for the tests of a file. */
export function setWidgetStage(): WidgetStage {
  return new WidgetStage(setFaceStage())
}
