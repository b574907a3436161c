import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

let workplace: Workplace
beforeEach(async () => {
  workplace = await Workplace.open()
  await workplace.write('docs/library.md', '# 图书馆\n\n图书馆每天九点开门。')
  // Cut off.
  await workplace.write('docs/notices.jsonl', '{"id": "n1", "title": "停水", "text": "停水')
})
afterEach(() => workplace.close())

interface ShownJob {
  readonly id: string
  readonly state: string
  readonly counts: unknown
}

async function shown(id: string): Promise<ShownJob> {
  return (await workplace.runJson(['jobs', 'show', id])).value as ShownJob
}

async function overWithin(id: string): Promise<ShownJob> {
  return vi.waitUntil(
    async () => {
      const job = await shown(id)
      return job.state !== 'queued' && job.state !== 'running' && job
    },
    { timeout: PATIENCE_MS, interval: 100 },
  )
}

async function importWithFailure(): Promise<string> {
  const { value, exitCode } = await workplace.runJson(['ingest', 'docs'])
  expect(exitCode).toBe(6)
  expect(value).toMatchObject({ created: 1, failed: 1, job_id: expect.stringMatching(/^job_/) as unknown })
  return (value as { job_id: string }).job_id
}

it('an import through a server is a job there, and a retry reads what failed', async () => {
  await workplace.serve()
  const id = await importWithFailure()
  expect(await shown(id)).toMatchObject({
    ...{ kind: 'import', state: 'done', done: 1, failed: 1, total: 2 },
    errors: [{ item: expect.stringContaining('notices.jsonl') as unknown, code: 'unreadable_document' }],
    counts: { created: 1, unchanged: 0 },
  })
  await workplace.write(
    'docs/notices.jsonl',
    '{"id": "n1", "title": "停水", "text": "停水通知：明天停水。"}\n',
  )
  const { value } = await workplace.runJson(['jobs', 'retry', id])
  const retried = await overWithin((value as ShownJob).id)
  expect(retried.id).not.toBe(id)
  expect(retried).toMatchObject({ state: 'done', failed: 0, counts: { created: 1, unchanged: 1 } })
})

it('without a server the retry is done when the command ends', async () => {
  const id = await importWithFailure()
  await workplace.write(
    'docs/notices.jsonl',
    '{"id": "n1", "title": "停水", "text": "停水通知：明天停水。"}\n',
  )
  expect(await workplace.runJson(['jobs', 'retry', id])).toMatchObject({
    exitCode: 0,
    value: { state: 'done', failed: 0, counts: { created: 1, unchanged: 1 } },
  })
})
