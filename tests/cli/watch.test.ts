import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

let workplace: Workplace
beforeEach(async () => {
  workplace = await Workplace.open()
})
afterEach(() => workplace.close())

const write = (name: string, text: string) => workplace.write(`docs/${name}`, `# ${name}\n\n${text}`)

it('a document that was withdrawn stays so while its file is followed, goes and comes again', async () => {
  const { url } = await workplace.serve()
  const documents = `${url}/v1/collections/default/documents`
  const listed = async (state: string) => {
    const response = await fetch(`${documents}?state=${state}&order=oldest`)
    const page = (await response.json()) as { documents: { id: string }[] }
    return page.documents.map(({ id }) => id).sort()
  }
  const untilLive = (...ids: string[]) =>
    expect.poll(() => listed('live'), { timeout: PATIENCE_MS, interval: 100 }).toEqual(ids)

  for (const name of ['a.md', 'b.md', 'c.md']) await write(name, '图书馆每天九点开门。')
  const watching = workplace.start(['ingest', 'docs', '--watch'])
  await untilLive('a.md', 'b.md', 'c.md')
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ reason: '误发' })
  expect((await fetch(`${documents}/a.md/withdraw`, { method: 'POST', headers, body })).ok).toBe(true)

  for (const name of ['a.md', 'b.md']) await rm(join(workplace.folder, 'docs', name))
  await untilLive('c.md')
  expect(await listed('withdrawn')).toEqual(['a.md'])

  await write('a.md', '图书馆每天十点开门。')
  await write('d.md', '停车场在门口。')
  await untilLive('c.md', 'd.md')
  expect(await listed('withdrawn')).toEqual(['a.md'])
  watching.interrupt()
  await watching.finished
})
