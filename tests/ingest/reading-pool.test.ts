import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogger } from '../../core/log.js'
import type { FileReading, ReadableFile } from '../../ingest/file-reading.js'
import { createFileReading, type FileReadingOptions } from '../../ingest/isolation/reading-pool.js'
import { ReadingProcess } from '../../ingest/isolation/reading-process.js'
import type { ReadItem } from '../../ingest/reader.js'
import { zipFile } from './fixtures/zip-file.js'
import { utf8 } from './reading.js'

const PATIENCE_MS = 60_000
vi.setConfig({ testTimeout: PATIENCE_MS })

/** Emphasis that never closes: a reader's minute. */
const ENDLESS = '**a '.repeat(3_000_000)

let folder: string
const pools: FileReading[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-reading-'))
})
afterEach(async () => {
  await Promise.all(pools.splice(0).map(pool => pool.close()))
  await rm(folder, { recursive: true })
})

const LIMITS = { memoryMiB: 512, timeoutMs: PATIENCE_MS, maxCharacters: 1_000_000 }

function open(change: Partial<FileReadingOptions> = {}): FileReading {
  const pool = createFileReading({ ...LIMITS, processes: 1, log: createLogger('silent'), ...change })
  pools.push(pool)
  return pool
}

const text = (name: string, content: string | Uint8Array, format = 'txt'): ReadableFile => ({
  name,
  format,
  bytes: typeof content === 'string' ? utf8(content) : content,
})

async function all(pool: FileReading, file: ReadableFile, signal?: AbortSignal): Promise<ReadItem[]> {
  const items: ReadItem[] = []
  for await (const item of pool.read(file, signal)) items.push(item)
  return items
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('reading in a process of its own', () => {
  it('reads from the disk and from bytes, and files of thousands of documents in pieces', async () => {
    const pool = open()
    const path = join(folder, 'a.jsonl')
    const line = (at: number) => JSON.stringify({ title: `第${at}篇`, text: '文'.repeat(500) })
    await writeFile(path, Array.from({ length: 3000 }, (_, at) => line(at)).join('\n'))
    expect(await all(pool, { name: 'a.jsonl', format: 'jsonl', path })).toHaveLength(3000)
    expect(await all(pool, { ...text('a.txt', '甲文'), charset: 'utf-8' })).toMatchObject([
      { document: { text: '甲文' } },
    ])
  })

  it('names what cannot be read, without the place where it lies', async () => {
    const pool = open()
    const [missing] = await all(pool, { name: 'a.pdf', format: 'pdf', path: join(folder, 'none.pdf') })
    expect(missing).toEqual({
      item: 'a.pdf',
      code: 'unreadable_document',
      detail: 'The file could not be read (ENOENT).',
    })
    const [long] = await all(open({ maxCharacters: 100 }), text('a.txt', '长'.repeat(201)))
    expect(long).toMatchObject({ item: 'a.txt', code: 'body_too_large' })
  })

  it('gives up what takes too long, and goes on with the next file', async () => {
    const pool = open({ timeoutMs: 1500 })
    const [failure] = await all(pool, text('loop.md', ENDLESS, 'md'))
    expect(failure).toMatchObject({
      item: 'loop.md',
      detail: expect.stringContaining('longer than 1500 ms') as unknown,
    })
    expect(await all(pool, text('b.txt', '乙文'))).toMatchObject([{ document: { text: '乙文' } }])
  })

  it('gives up what takes too much memory', async () => {
    const pool = open({ memoryMiB: 110 })
    const [failure] = await all(pool, text('big.html', '<p>字</p>'.repeat(149_000), 'html'))
    expect(failure).toMatchObject({ item: 'big.html', detail: expect.stringContaining('110 MiB') as unknown })
    expect(await all(pool, text('b.txt', '乙文'))).toMatchObject([{ document: { text: '乙文' } }])
  })

  it('loses one part of an archive, not the archive', async () => {
    const pool = open({ timeoutMs: 1500 })
    const entries = [
      ['a.txt', '甲文'],
      ['loop.md', ENDLESS],
      ['c.txt', '丙文'],
    ] as const
    const bytes = zipFile(entries.map(([name, content]) => ({ name, content })))
    expect(await all(pool, text('z.zip', bytes, 'zip'))).toMatchObject([
      { item: 'z.zip/a.txt', document: { text: '甲文' } },
      { item: 'z.zip/loop.md', code: 'unreadable_document' },
      { item: 'z.zip/c.txt', document: { text: '丙文' } },
    ])
  })

  it('shares few processes between many files', async () => {
    const pool = open({ processes: 2 })
    const files = Array.from({ length: 12 }, (_, at) => all(pool, text(`${at}.txt`, `第${at}篇`)))
    expect((await Promise.all(files)).flat()).toHaveLength(12)
  })

  it('stops when it is told to, and refuses more once it is closed', async () => {
    const pool = open()
    const stop = AbortSignal.timeout(1000)
    await expect(all(pool, text('loop.md', ENDLESS, 'md'), stop)).rejects.toThrow('timeout')
    const looping = all(pool, text('loop.md', ENDLESS, 'md'))
    const waiting = all(pool, text('b.txt', '乙文'))
    const ends = Promise.all([
      expect(looping).rejects.toMatchObject({ code: 'shutting_down' }),
      expect(waiting).rejects.toMatchObject({ code: 'shutting_down' }),
    ])
    await pool.close()
    await ends
    await expect(all(pool, text('c.txt', '丙文'))).rejects.toMatchObject({ code: 'shutting_down' })
  })

  it('leaves a file in the middle and can read the next', async () => {
    const pool = open()
    const lines = Array.from({ length: 5000 }, (_, at) => JSON.stringify({ title: 't', text: `${at}` })).join(
      '\n',
    )
    for await (const item of pool.read(text('a.jsonl', lines, 'jsonl'))) {
      expect(item).toHaveProperty('document')
      break
    }
    expect(await all(pool, text('b.txt', '乙文'))).toHaveLength(1)
  })
})

describe('a reading process', () => {
  it('that crashes says so to whoever waits, and is over', async () => {
    const child = new ReadingProcess(LIMITS)
    const answer = child.ask({ type: 'open', file: text('a.md', ENDLESS, 'md'), fromPart: 0 })
    process.kill(child.pid ?? 0, 'SIGSEGV')
    await expect(answer).rejects.toMatchObject({ cause: 'crash' })
    await expect(child.ask({ type: 'next' })).rejects.toMatchObject({ cause: 'crash' })
  })

  it('ends with the process that started it, even while it is in a loop', async () => {
    const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    const program = `
      import { ReadingProcess } from ${module('../../ingest/isolation/reading-process.js')}
      const child = new ReadingProcess(${JSON.stringify(LIMITS)})
      const bytes = Buffer.from('**a '.repeat(3_000_000))
      void child.ask({ type: 'open', file: { name: 'a.md', format: 'md', bytes }, fromPart: 0 })
      setTimeout(() => console.log(child.pid), 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program])
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer]
    const child = Number(pid.toString())
    expect(isAlive(child)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitUntil(() => !isAlive(child), { timeout: PATIENCE_MS, interval: 50 })
  })

  it('ends when there is nothing to do', async () => {
    const pool = open({ idleMs: 20 })
    await all(pool, text('a.txt', '甲文'))
    await vi.waitUntil(
      async () => !(await childrenOf(process.pid)).some(command => command.includes('reading-child')),
      { timeout: PATIENCE_MS, interval: 50 },
    )
  })
})

async function childrenOf(pid: number): Promise<string[]> {
  const list = spawn('ps', ['-o', 'ppid=,args=', '-A'])
  const chunks: Buffer[] = []
  for await (const chunk of list.stdout as AsyncIterable<Buffer>) chunks.push(chunk)
  const lines = Buffer.concat(chunks).toString().split('\n')
  return lines.filter(line => line.trim().startsWith(`${pid} `))
}
