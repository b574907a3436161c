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

const lineOf = (number: number) =>
  JSON.stringify({
    id: `d${number}`,
    title: `第${number}号灯塔`,
    text: `第${number}号灯塔的看守人在${number}年换过一次灯，灯高${number}米。`,
  })

async function upload({ url }: ServeProcess, documents: number): Promise<string> {
  const response = await fetch(`${url}/v1/collections/default/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Array.from({ length: documents }, (_value, number) => lineOf(number)).join('\n'),
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
async function untilKept(service: ServeProcess, job: string, documents: number): Promise<void> {
  for (let done = 0; done < documents;) {
    const shown = await get(service, `/v1/jobs/${job}`)
    expect(['queued', 'running', 'done']).toContain(shown['state'])
    expect(shown).toMatchObject({ failed: 0 })
    done = Number(shown['done'])
  }
}

describe('A service that is told to stop', () => {
  it.each([
    { moment: 'in the middle of a job', documents: DOCUMENTS, before: 1 },
    { moment: 'when the job is done', documents: 40, before: 40 },
  ])('$moment ends with 0 in time, and nothing is missing after the next start', async given => {
    const { moment, documents, before } = given
    const first = await workplace.serve(UNLIMITED)
    const job = await upload(first, documents)
    const streams = Array.from({ length: STREAMS }, (_value, number) => stream(first, number, job))
    await untilKept(first, job, before)
    const begun = performance.now()
    const { exitCode, stderr } = await first.end('SIGTERM')
    const stopMs = performance.now() - begun
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stopMs).toBeLessThan(MAX_STOP_MS)
    await Promise.all(streams)

    const second = await workplace.serve(UNLIMITED)
    const kept = Number((await get(second, '/v1/collections/default'))['documents'])
    if (before < documents) expect(kept).toBeLessThan(documents)
    else expect(kept).toBe(documents)
    const finished = async () => get(second, `/v1/jobs/${job}`)
    await expect.poll(finished, { timeout: PATIENCE_MS }).toMatchObject({ state: 'done', failed: 0 })
    expect(await get(second, '/v1/collections/default')).toMatchObject({ documents })
    await second.end('SIGTERM')
    const { exitCode: verified } = await workplace.run(['verify', '--full'])
    expect(verified).toBe(0)
    report(`SIGTERM with ${STREAMS} streams ${moment}`, {
      'ms until it had ended': Math.round(stopMs),
      'documents kept by then': kept,
      'missing in the end': 0,
    })
  })
})
