import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A page that nobody wrote for this test may make no request outside of what it was given, and run no script. */
export interface WatchedPage {
  readonly page: Page
  /** Requests that left, scripts that failed or should never have run, and what the browser refused. */
  readonly offences: string[]
}

/**
 * A page of a browser profile of its own, on which everything that offends is noted.
 * @param origins where requests may go; every other one is stopped and is an offence
 */
export async function openWatchedPage(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const offences: string[] = []
  page.on('pageerror', error => offences.push(`script error: ${error.message}`))
  page.on('dialog', dialog => {
    offences.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', message => {
    if (/content security policy|trusted ?types?/i.test(message.text())) offences.push(message.text())
  })
  context.on('page', opened => {
    if (opened !== page) offences.push(`another window: ${opened.url()}`)
  })
  await context.route('**/*', async route => {
    const address = route.request().url()
    if (origins.some(origin => address.startsWith(`${origin}/`))) return route.continue()
    offences.push(`request to ${address}`)
    return route.abort()
  })
  return { page, offences }
}
