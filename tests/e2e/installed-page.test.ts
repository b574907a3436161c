import { expect, it } from 'vitest'
import { z } from 'zod'
import { QUESTION, setAskPageStage } from './ask-page-stage.js'

const stage = setAskPageStage()

const manifestSchema = z.looseObject({
  icons: z.array(z.object({ src: z.string(), sizes: z.string(), type: z.string(), purpose: z.string() })),
})
/** Where a PNG states its width; its height follows. */
const PNG_WIDTH_AT = 16
const sizeOfPng = (bytes: Buffer) =>
  `${bytes.readUInt32BE(PNG_WIDTH_AT)}x${bytes.readUInt32BE(PNG_WIDTH_AT + 4)}`

it('can be installed, and opens without a network', async () => {
  const visit = await stage.open()
  const href = await visit.page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await visit.page.request.get(`${stage.youju.url}${href ?? ''}`)
  const installed = manifestSchema.parse(await manifest.json())
  expect(installed).toMatchObject({ start_url: '/', display: 'standalone' })
  const pictures = installed.icons.filter(({ type }) => type === 'image/png')
  expect(pictures.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    '192x192 any',
    '512x512 any',
    '512x512 maskable',
  ])
  for (const { src, sizes } of pictures) {
    const picture = await visit.page.request.get(`${stage.youju.url}${src}`)
    expect(picture.headers()['content-type']).toBe('image/png')
    expect(sizeOfPng(await picture.body())).toBe(sizes)
  }
  await visit.page.evaluate(() => navigator.serviceWorker.ready)
  await visit.page.reload()
  await visit.page.locator('youju-question-box textarea').waitFor()
  await visit.page.context().setOffline(true)
  await visit.page.reload()
  await visit.ask(QUESTION)
  await visit.page.getByRole('alert').waitFor()
  await visit.page.context().setOffline(false)
  await visit.page.getByRole('button', { name: '重试' }).click()
  await visit.finished()
})
