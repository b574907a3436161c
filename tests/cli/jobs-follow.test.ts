import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace, type ServeProcess } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

let workplace: Workplace
let server: ServeProcess
beforeAll(async () => {
  workplace = await Workplace.open()
  server = await workplace.serve()
})
afterAll(() => workplace.close())

interface ShownJob {
  readonly id: string
  readonly state: string
}

const post = async (path: string, body: object): Promise<ShownJob> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
  return (await response.json()) as ShownJob
}
const start = () => post('/v1/jobs', { collection: 'default', total: 2 })
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as ShownJob)

it('the newest job that is worked on is followed to its end, with every failure and its reason', async () => {
  expect(await workplace.runJson(['jobs', 'follow'])).toMatchObject({
    exitCode: 3,
    value: { error: { code: 'job_not_found' } },
  })
  const { id } = await start()
  await post(`/v1/jobs/${id}/progress`, { state: 'running' })
  const waiting = await start()
  const following = workplace.start(['jobs', 'follow', '--json'])
  expect(JSON.parse((await following.begun) ?? '')).toMatchObject({ id, state: 'running', total: 2 })
  const errors = [{ item: 'b.pdf', code: 'unreadable_document', detail: 'The file is cut off.' }]
  await post(`/v1/jobs/${id}/progress`, { state: 'done', done: 1, failed: 1, errors })
  const { exitCode, stdout, stderr } = await following.finished
  expect({ exitCode, stderr }).toEqual({ exitCode: 6, stderr: '' })
  expect(lines(stdout).at(-1)).toMatchObject({ id, state: 'done', done: 1, failed: 1, errors })

  await post(`/v1/jobs/${waiting.id}/cancel`, {})
  const shown = await workplace.run(['jobs', 'follow', id], { LANG: 'en_GB.UTF-8' })
  expect(shown).toMatchObject({ exitCode: 6, stderr: '' })
  expect(shown.stdout).toMatch(
    /^job_\S+  import  done  1\/2 done  1 failed .*\n  b\.pdf  unreadable_document  The file is cut off\.\n$/,
  )
})

it('Ctrl-C leaves the job running, and says so; a server that was killed and started again is found', async () => {
  const { id } = await start()
  await post(`/v1/jobs/${id}/progress`, { state: 'running' })
  const [left, staying] = [0, 1].map(() => workplace.start(['jobs', 'follow', id, '--json']))
  await Promise.all([left?.begun, staying?.begun])
  left?.interrupt()
  const interrupted = await left?.finished
  expect(interrupted?.exitCode).toBe(130)
  expect(interrupted?.stderr).toContain(`youju jobs cancel ${id}`)
  const response = await fetch(`${server.url}/v1/jobs/${id}`)
  expect(await response.json()).toMatchObject({ state: 'running' })

  await server.end('SIGKILL')
  server = await workplace.serve()
  const ended = await staying?.finished
  // The server ends what nobody works on any more.
  expect(ended?.exitCode).toBe(1)
  expect(lines(ended?.stdout ?? '').map(({ state }) => state)).toEqual(['running', 'failed'])
  expect(ended?.stderr.trim().split('\n')).toHaveLength(1)
})
