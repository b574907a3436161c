/**
 * Makes the pictures of README and docs from the running page with the samples in it, and the icons of the page that
 * must not be SVG: `npm run screenshots`.
 * Chinese needs a font on this machine, for example Debian's fonts-noto-cjk.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { packageRoot } from '../core/package-root.js'
import { AskVisit, type VisitOptions } from '../tests/e2e/ask-visit.js'
import { launchChromium } from '../tests/e2e/chromium.js'
import { startHostSite } from '../tests/e2e/host-site.js'
import { startYouju, type RunningYouju } from '../tests/e2e/running-youju.js'

interface Shot extends VisitOptions {
  readonly file: string
  /** Null: the page before a question. */
  readonly question: string | null
  readonly opensSource: boolean
}

const PHONE: VisitOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}
const DESKTOP: VisitOptions = { viewport: { width: 1440, height: 900 } }
const CHINESE_QUESTION = '更正后第九届河灯节一共来了多少游客？'

const SHOTS: readonly Shot[] = [
  { ...PHONE, file: 'ask-zh-phone.webp', question: CHINESE_QUESTION, opensSource: false },
  { ...PHONE, file: 'ask-zh-phone-source.webp', question: CHINESE_QUESTION, opensSource: true },
  { ...DESKTOP, file: 'ask-zh-desktop-front.webp', question: null, opensSource: false },
  { ...DESKTOP, file: 'ask-zh-desktop.webp', question: CHINESE_QUESTION, opensSource: true },
  {
    ...DESKTOP,
    file: 'ask-en-desktop-dark.webp',
    question: 'How many sensors are there on Wangta Bridge?',
    opensSource: true,
    locale: 'en-GB',
    colorScheme: 'dark',
  },
]

/** Faces that need no question: a file, its address and what stands there when it is complete. */
const FACES = [
  { file: 'console-zh-desktop.webp', path: '/console', shows: 'youju-document-browser li' },
  { file: 'kiosk-zh.webp', path: '/kiosk', shows: 'youju-document-list button' },
] as const

/** The page of somebody's site, for the widget to stand on. */
const SITE = `<style>
  body { margin: 0; font-family: system-ui; color: #222; background: #fff }
  main { max-width: 28rem; margin: 3rem 4rem; line-height: 1.9 }
  h1 { font-size: 2rem }
</style>
<main><h2>河灯节专题</h2><p>第九届河灯节已经落幕。关于交通、游客数和更正，可以在右下角问一问，
每句回答都标明出处。</p></main>`

/** WebP keeps letters sharp at a quarter of the size of PNG. */
const PICTURE = { format: 'webp', quality: 86 } as const

/** The system's usual font is whatever this machine has; the pictures take the one that has Chinese. */
const FONTS = `<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <alias binding="strong"><family>system-ui</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
</fontconfig>
`

async function take(
  browser: Browser,
  url: string,
  { file, question, opensSource, ...options }: Shot,
): Promise<void> {
  const visit = await AskVisit.open(browser, url, options)
  if (question === null) await visit.page.locator('youju-document-list').waitFor()
  else await visit.askAndRead(question)
  if (opensSource) {
    await visit.citations.first().click()
    await visit.mark.waitFor()
  }
  await keep(visit.page, file)
  await visit.close()
}

/** The page as it is, as a picture of the documentation. */
async function keep(page: Page, file: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', PICTURE)
  const path = join(packageRoot(), 'docs/images', file)
  await writeFile(path, Buffer.from(data, 'base64'))
  console.log(path)
}

async function takeFace(
  browser: Browser,
  url: string,
  { file, path, shows }: (typeof FACES)[number],
): Promise<void> {
  const page = await browser.newPage({ ...DESKTOP, locale: 'zh-CN' })
  await page.goto(`${url}${path}`)
  await page.locator(shows).first().waitFor()
  await keep(page, file)
  await page.close()
}

async function takeWidget(browser: Browser, youju: RunningYouju): Promise<void> {
  const site = await startHostSite()
  const key = await youju.createSite(site.url)
  site.show(
    `${SITE}<script type="module" src="${youju.url}/widget.js" data-site-key="${key}" data-open="true"></script>`,
  )
  const page = await browser.newPage({ viewport: { width: 1024, height: 720 }, locale: 'zh-CN' })
  await page.goto(site.url)
  await page.locator('youju-chat textarea').fill(CHINESE_QUESTION)
  await page.locator('youju-chat textarea').press('Enter')
  await page.locator('youju-chat button.citation').first().click()
  await page.locator('youju-quote-card').waitFor()
  await keep(page, 'widget-zh.webp')
  await page.close()
  await site.close()
}

/** For the start screens of phones. A maskable one is cut to a shape: its middle four fifths are always seen. */
const ICONS = [
  { size: 192, isMaskable: false },
  { size: 512, isMaskable: false },
  { size: 512, isMaskable: true },
] as const

async function takeIcon(browser: Browser, { size, isMaskable }: (typeof ICONS)[number]): Promise<void> {
  const folder = join(packageRoot(), 'web/ask/public')
  const icon = await readFile(join(folder, 'icon.svg'), 'utf8')
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const [ground, share] = isMaskable ? ['#9a2a1c', '80%'] : ['transparent', '100%']
  await page.setContent(
    `<style>body { margin: 0; height: 100vh; display: grid; place-items: center; background: ${ground} }
      svg { width: ${share} }</style>${icon}`,
  )
  const path = join(folder, `icon-${isMaskable ? 'maskable-' : ''}${size}.png`)
  await page.screenshot({ path, omitBackground: true })
  await page.close()
  console.log(path)
}

const folder = await mkdtemp(join(tmpdir(), 'youju-screenshots-'))
const fontConfigPath = join(folder, 'fonts.conf')
await writeFile(fontConfigPath, FONTS)
await mkdir(join(packageRoot(), 'docs/images'), { recursive: true })
const youju = await startYouju()
const browser = await launchChromium({ FONTCONFIG_FILE: fontConfigPath })
try {
  for (const icon of ICONS) await takeIcon(browser, icon)
  for (const shot of SHOTS) await take(browser, youju.url, shot)
  for (const face of FACES) await takeFace(browser, youju.url, face)
  await takeWidget(browser, youju)
} finally {
  await browser.close()
  await youju.stop()
  await rm(folder, { recursive: true })
}
