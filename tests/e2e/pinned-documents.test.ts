import { expect, it } from 'vitest'
import { violationsOf } from './axe.js'
import { setFaceStage } from './face-stage.js'

const stage = setFaceStage()

/** Pins the oldest of the samples, which no list would begin with. @returns its title */
async function pinTheOldest(): Promise<string> {
  const documents = `${stage.youju.url}/v1/collections/default/documents`
  const listed = (await (await fetch(`${documents}?order=oldest&limit=1`)).json()) as {
    documents: { id: string; title: string }[]
  }
  const [{ id, title } = { id: '', title: '' }] = listed.documents
  const pinned = await fetch(`${documents}/${encodeURIComponent(id)}/pin`, { method: 'POST' })
  expect(pinned.ok).toBe(true)
  return title
}

it.each([
  ['/', 'zh-CN', '置顶'],
  ['/kiosk', 'zh-CN', '置顶'],
  ['/', 'en', 'Pinned'],
])('A pinned document is named so, and no other, in the list of %s in %s', async (path, locale, label) => {
  const title = await pinTheOldest()
  const page = await stage.open({ locale })
  await page.goto(`${stage.youju.url}${path}`)
  const rows = page.locator('youju-document-list li')
  await rows.first().waitFor()
  expect(await rows.first().innerText()).toContain(`${label} ${title}`)
  expect(await rows.getByText(label, { exact: true }).count()).toBe(1)
  expect(await violationsOf(page)).toEqual([])
})
