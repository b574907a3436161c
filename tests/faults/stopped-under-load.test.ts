import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace, type ServeProcess } from '../cli/workplace.js'
import { report, shortOrLong } from './extent.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const STREAMS = 50
/** Far more than are kept before the signal comes. */
const DOCUMENTS = shortOrLong(600, 6000)
const MAX_STOP_MS = 30_000
const UNLIMITED = { YOUJU_KEY_REQUESTS_PER_MINUTE: '10000000', YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '10000000' }

let workplace: Workplace
beforeEach(async () => {
  workplace = await Workplace.open()
})
afterEach(() => workplace.close())

const lines = Array.from({ length: DOCUMENTS }, (_value, number) =>
  JSON.stringify({
    id: `d${number}`,
    title: `第${number}号灯塔`,
    text: `第${number}号灯塔的看守人在${number}年换过一次灯，灯高${number}米。`,
  }),
).join('\n')

async function upload({ url }: ServeProcess): Promise<string> {
  const response = await fetch(`${url}/v1/collections/default/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines,
  })
  expect(response.status).toBe(202)
  return ((await response.json()) as { job_id: string }).job_id
}

const get = async ({ url }: ServeProcess, path: string) =>
  (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>

/** Follows the job and asks questions, over and over until the server refuses or is gone. */
async function stream({ url }: ServeProcess, number: number, job: string): Promise<number> {
  const accept = { accept: 'text/event-stream' }
  for (let answers = 0; ;)
    try {
      const question = JSON.stringify({ question: `第${number}号灯塔有多高？` })
      const response =
        number % 2 === 0
          ? await fetch(`${url}/v1/jobs/${job}`, { headers: accept })
          : await fetch(`${url}/v1/answers`, {
              method: 'POST',
              headers: { ...accept, 'content-type': 'application/json' },
              body: question,
            })
      await response.text()
      if (response.ok) answers++
    } catch {
      return answers
    }
}

/** @throws when the job ends before, or something of it fails */
async function untilSomeAreKept(service: ServeProcess, job: string): Promise<void> {
  for (let done = 0; done === 0;) {
    const shown = await get(service, `/v1/jobs/${job}`)
    expect(['queued', 'running']).toContain(shown['state'])
    expect(shown).toMatchObject({ failed: 0 })
    done = Number(shown['done'])
  }
}

describe('A service that is told to stop under load', () => {
  it('ends with 0 in time, and the job that was under way goes on at the next start', async () => {
    const first = await workplace.serve(UNLIMITED)
    const job = await upload(first)
    const streams = Array.from({ length: STREAMS }, (_value, number) => stream(first, number, job))
    await untilSomeAreKept(first, job)
    const begun = performance.now()
    const { exitCode, stderr } = await first.end('SIGTERM')
    const stopMs = performance.now() - begun
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stopMs).toBeLessThan(MAX_STOP_MS)
    await Promise.all(streams)

    const second = await workplace.serve(UNLIMITED)
    const kept = Number((await get(second, '/v1/collections/default'))['documents'])
    expect(kept).toBeLessThan(DOCUMENTS)
    const finished = async () => get(second, `/v1/jobs/${job}`)
    await expect.poll(finished, { timeout: PATIENCE_MS }).toMatchObject({ state: 'done', failed: 0 })
    expect(await get(second, '/v1/collections/default')).toMatchObject({ documents: DOCUMENTS })
    await second.end('SIGTERM')
    const { exitCode: verified } = await workplace.run(['verify', '--full'])
    expect(verified).toBe(0)
    report(`SIGTERM with ${STREAMS} streams`, {
      'ms until it had ended': Math.round(stopMs),
      'documents kept by then': kept,
      'missing in the end': 0,
    })
  })
})
