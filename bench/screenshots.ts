/**
 * Makes the pictures of README and docs from the running page with the samples in it: `npm run screenshots`.
 * Chinese needs a font on this machine, for example Debian's fonts-noto-cjk.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { packageRoot } from '../core/package-root.js'
import { AskVisit, type VisitOptions } from '../tests/e2e/ask-visit.js'
import { launchChromium } from '../tests/e2e/chromium.js'
import { startYouju } from '../tests/e2e/running-youju.js'

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
  { ...PHONE, file: 'ask-zh-phone.png', question: CHINESE_QUESTION, opensSource: false },
  { ...PHONE, file: 'ask-zh-phone-source.png', question: CHINESE_QUESTION, opensSource: true },
  { ...DESKTOP, file: 'ask-zh-desktop-front.png', question: null, opensSource: false },
  { ...DESKTOP, file: 'ask-zh-desktop.png', question: CHINESE_QUESTION, opensSource: true },
  {
    ...DESKTOP,
    file: 'ask-en-desktop-dark.png',
    question: 'How many sensors are there on Wangta Bridge?',
    opensSource: true,
    locale: 'en-GB',
    colorScheme: 'dark',
  },
]

/** Faces that need no question: a file, its address and what stands there when it is complete. */
const FACES = [
  { file: 'console-zh-desktop.png', path: '/console', shows: 'youju-document-browser li' },
  { file: 'kiosk-zh.png', path: '/kiosk', shows: 'youju-document-list' },
] as const

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
  await visit.page.evaluate(() => document.fonts.ready)
  const path = join(packageRoot(), 'docs/images', file)
  await visit.page.screenshot({ path })
  await visit.close()
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
  await page.evaluate(() => document.fonts.ready)
  const target = join(packageRoot(), 'docs/images', file)
  await page.screenshot({ path: target })
  await page.close()
  console.log(target)
}

const folder = await mkdtemp(join(tmpdir(), 'youju-screenshots-'))
const fontConfigPath = join(folder, 'fonts.conf')
await writeFile(fontConfigPath, FONTS)
await mkdir(join(packageRoot(), 'docs/images'), { recursive: true })
const youju = await startYouju()
const browser = await launchChromium({ FONTCONFIG_FILE: fontConfigPath })
try {
  for (const shot of SHOTS) await take(browser, youju.url, shot)
  for (const face of FACES) await takeFace(browser, youju.url, face)
} finally {
  await browser.close()
  await youju.stop()
  await rm(folder, { recursive: true })
}
