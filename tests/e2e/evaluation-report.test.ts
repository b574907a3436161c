import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { evaluationInChinese } from '../../cli/evaluate/evaluation-messages-zh-cn.js'
import { evaluationInEnglish } from '../../cli/evaluate/evaluation-messages-en.js'
import { renderReport } from '../../cli/evaluate/report/render-report.js'
import { result } from '../answer/evaluate/result.js'
import { evaluationOf, measured } from '../cli/evaluate/measured.js'
import { violationsOf } from './axe.js'
import { launchChromium } from './chromium.js'

const LONG = '一句很长的话，'.repeat(40) + 'x'.repeat(300)

let browser: Browser
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-report-'))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

it.each([
  ['Chinese, light, on a desktop', evaluationInChinese, 'light', 1280],
  ['English, dark, on a phone', evaluationInEnglish, 'dark', 360],
] as const)('a report in %s is clean to axe and fits', async (_name, messages, colorScheme, width) => {
  const questions = Array.from({ length: 30 }, (_, index) =>
    measured(
      `q${index}`,
      { contained: index % 3 > 0, confidence: index / 30 },
      index % 5 === 0 ? LONG : '周一闭馆',
    ),
  )
  const before = questions.map(({ result: { id } }) => result(id))
  const file = join(folder, `${colorScheme}.html`)
  await writeFile(file, renderReport(evaluationOf(questions, before), messages))
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
  const page = await context.newPage()
  const offences: string[] = []
  page.on('console', message => offences.push(message.text()))
  page.on('pageerror', error => offences.push(error.message))
  await page.goto(pathToFileURL(file).href)
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  expect(
    await page
      .locator('svg.chart')
      .first()
      .evaluate(chart => chart.clientHeight),
  ).toBeGreaterThan(100)
  expect(offences).toEqual([])
  expect(await violationsOf(page)).toEqual([])
  await context.close()
})
