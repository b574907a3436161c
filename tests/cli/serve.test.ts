import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const QUESTION = '为什么3号线取消了印厂新村站？'
let workplace: Workplace

beforeEach(async () => {
  workplace = await Workplace.open()
})
afterEach(() => workplace.close())

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

describe('youju serve', () => {
  it('serves page and samples, and at the second start finds them there; a signal ends it well', async () => {
    const first = await workplace.serve({ YOUJU_SAMPLES: 'on' })
    expect(await (await fetch(first.url)).text()).toContain('<youju-ask-page>')
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    const answer = await post(`${first.url}/v1/answers`, { question: QUESTION })
    expect(answer.body).toMatchObject({ answered: true, text: expect.stringContaining('噪声') as unknown })
    const ended = await first.end('SIGTERM')
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('示例资料') as unknown })

    const again = await workplace.serve({ YOUJU_SAMPLES: 'on' })
    expect(again.line).toEqual({ ...(first.line as object), url: again.url, pid: again.pid })
    const interrupted = await again.end('SIGINT')
    expect(interrupted).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('示例') as unknown })
  })

  it('tells people what to open and what to try, and who may come in', async () => {
    await workplace.write('notes/a.md', '# 甲\n\n甲文。')
    await workplace.run(['ingest', 'notes'])
    const serving = workplace.run(['serve'], { LANG: 'en_US.UTF-8' })
    // Without --json there is no line to wait for, but the address that it announces to other commands.
    const announced = () => ownerOf(workplace).catch(() => null)
    const announcement = { url: expect.stringContaining('http') as unknown }
    await expect.poll(announced, { timeout: PATIENCE_MS }).toMatchObject(announcement)
    const owner = await ownerOf(workplace)
    process.kill(owner.pid, 'SIGTERM')
    const { exitCode, stdout } = await serving
    expect(exitCode).toBe(0)
    for (const said of [owner.url, 'npx youju ask', 'npx youju ingest', 'only this machine', '1 document']) {
      expect(stdout).toContain(said)
    }
  })

  it('loses nothing that was acknowledged when it is killed, and leaves no trace that misleads', async () => {
    const killed = await workplace.serve()
    const documents = [{ id: 'lamp', title: '灯塔', text: '鲸鱼灯塔的看守人名叫柏舟。' }]
    expect(await post(`${killed.url}/v1/collections/default/documents`, { documents })).toMatchObject({
      status: 200,
    })
    await killed.end('SIGKILL')
    const found = await workplace.runJson(['search', '鲸鱼灯塔'])
    expect(found).toMatchObject({ exitCode: 0, value: { hits: [{ document_id: 'lamp' }] } })
    const again = await workplace.serve()
    expect(again.line).toMatchObject({ documents: 1 })
  })

  it('refuses a second start on the same data, naming the first', async () => {
    const first = await workplace.serve()
    const second = await workplace.run(['serve'])
    expect(second.exitCode).toBe(9)
    expect(second.stderr).toContain(`${first.pid}`)
    expect(second.stderr).toContain(first.url)
  })

  it('refuses a taken port before it puts samples into the data, and lets go of it', async () => {
    const { port, free } = await takePort()
    const refused = await workplace.run(['serve', '--json'], { PORT: String(port), YOUJU_SAMPLES: 'on' })
    await free()
    expect(refused.exitCode).toBe(12)
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'address_in_use' } })
    expect(refused.stderr).not.toContain('示例')
    expect(await workplace.runJson(['collections'])).toMatchObject({
      exitCode: 0,
      value: { collections: [{ id: 'default', documents: 0 }] },
    })
    expect(await workplace.runJson(['jobs'])).toMatchObject({ value: { jobs: [] } })
  })

  it('is not ready until the samples are in; stopped before that, it goes on at the next start', async () => {
    const { port, free } = await takePort()
    await free()
    const first = workplace.start(['serve', '--json'], { PORT: String(port), YOUJU_SAMPLES: 'on' })
    const readiness = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
      return response && { status: response.status, body: await response.text() }
    }
    await expect
      .poll(readiness, { timeout: PATIENCE_MS, interval: 10 })
      .toMatchObject({ status: 503, body: expect.stringContaining('samples') as unknown })
    first.interrupt()
    expect(await first.finished).toMatchObject({ exitCode: 0 })
    const again = await workplace.serve({ YOUJU_SAMPLES: 'on' })
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200)
    const shown = await fetch(`${again.url}/v1/collections/default`)
    expect((await shown.json()) as unknown).toEqual(
      expect.objectContaining({ documents: (again.line as { documents: number }).documents }),
    )
    expect((await fetch(`${again.url}/v1/jobs`).then(jobs => jobs.json())) as unknown).toMatchObject({
      jobs: expect.arrayContaining([expect.objectContaining({ kind: 'samples', state: 'done' })]) as unknown,
    })
  })

  it.each([
    ['a wrong setting', { PORT: 'abc' }, 'invalid_config'],
    ['an address that others can reach', { HOST: '0.0.0.0' }, 'listen_refused'],
  ])('refuses %s before it touches the data', async (_name, environment, code) => {
    const refused = await workplace.runJson(['serve'], environment)
    expect(refused).toMatchObject({ exitCode: 2, value: { error: { code } } })
    await expect(readdir(workplace.folder)).resolves.toEqual([])
  })

  it('reads .env in the current folder; the environment wins', async () => {
    await workplace.write('.env', 'HOST=0.0.0.0\nYOUJU_DATA_DIR=./elsewhere # with a comment\n')
    const serving = await workplace.serve({ HOST: '127.0.0.1' })
    expect(serving.line).toMatchObject({ data_dir: `${workplace.folder}/elsewhere` })
  })
})

/** A port that something listens on, until it is freed. */
async function takePort(): Promise<{ readonly port: number; free: () => Promise<void> }> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  return {
    port,
    free: async () => {
      other.close()
      await once(other, 'close')
    },
  }
}

async function ownerOf({ dataDir }: Workplace): Promise<{ pid: number; url: string }> {
  return JSON.parse(await readFile(`${dataDir}/owner.json`, 'utf8')) as { pid: number; url: string }
}
