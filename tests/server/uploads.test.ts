import { systemClock } from '../../core/clock.js'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isUnderWay } from '../../core/job-state.js'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import type { Job } from '../../core/types.js'
import { UploadJobs } from '../../ingest/uploads/upload-jobs.js'
import { UploadSpool } from '../../ingest/uploads/upload-spool.js'
import { openFileReading } from '../../main.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { encode } from '../ingest/reading.js'
import { docx, paragraph } from '../ingest/fixtures/office-files.js'
import { createFakeRooms, type FakeRooms } from './fakes.js'
import { send, testDeps, type Received } from './test-server.js'

const PATIENCE_MS = 60_000
vi.setConfig({ testTimeout: PATIENCE_MS })

const ADDRESS = '/v1/collections/default/documents'
const LIMITS = { maxBytes: 200_000, fileMaxBytes: 100_000, maxFiles: 3 }

let folder: string
let rooms: FakeRooms
let server: RunningServer
let end: () => Promise<void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-uploads-'))
  rooms = createFakeRooms()
  const log = createLogger('silent')
  const spool = new UploadSpool(folder, LIMITS)
  const reading = openFileReading(readConfig({}), log)
  const jobs = new UploadJobs({
    ...{ ...rooms, reading, spool, log, clock: systemClock },
    ...{ retryDays: 7, retryMaxBytes: 1_000_000 },
  })
  const deps = testDeps(rooms, { YOUJU_REQUEST_TIMEOUT_MS: '1000' })
  server = await serve({ ...deps, uploads: { spool, jobs } })
  end = async () => {
    await server.stop()
    await jobs.stop()
    await reading.close()
  }
})
afterEach(async () => {
  await end()
  await rm(folder, { recursive: true })
})

interface FormPart {
  readonly name?: string
  readonly content: string | Uint8Array
  readonly type?: string
}

function form(parts: readonly FormPart[]): Buffer {
  const pieces = parts.flatMap(({ name, content, type = 'application/octet-stream' }) => [
    `--b\r\nContent-Disposition: form-data; name="file"${name === undefined ? '' : `; filename="${name}"`}\r\n`,
    name === undefined ? '\r\n' : `Content-Type: ${type}\r\n\r\n`,
    content,
    '\r\n',
  ])
  return Buffer.concat([...pieces, '--b--\r\n'].map(piece => Buffer.from(piece)))
}

const FORM = { 'content-type': 'multipart/form-data; boundary=b' }
const upload = (parts: readonly FormPart[], address = ADDRESS) =>
  send(server.port, address, { body: form(parts), headers: FORM, method: 'POST' })
const ndjson = (body: string | Buffer, type = 'application/x-ndjson') =>
  send(server.port, ADDRESS, { body, headers: { 'content-type': type }, method: 'POST' })

async function finished(received: Received): Promise<Job> {
  expect(received.status).toBe(202)
  const id = String(received.json()['job_id'])
  return vi.waitUntil(
    async () => {
      const job = await rooms.archive.job(id)
      return job !== undefined && !isUnderWay(job) && job
    },
    { timeout: PATIENCE_MS, interval: 20 },
  )
}

const left = () => readdir(folder)

describe('an upload of files', () => {
  it('is imported by a job, file by file, under the names that were sent', async () => {
    const job = await finished(
      await upload([
        { name: 'in/停水.md', content: '# 停水\n\n明日停水。' },
        { name: '../../通知.docx', content: docx(paragraph('关于停水的通知。')) },
        { name: 'old.doc', content: 'x' },
      ]),
    )
    expect(job).toMatchObject({
      kind: 'upload',
      state: 'done',
      done: 2,
      failed: 1,
      collections: ['default'],
      errors: [{ item: 'old.doc', code: 'unreadable_document' }],
    })
    expect(await rooms.archive.document('default', 'in/停水.md')).toMatchObject({
      text: '停水\n\n明日停水。',
    })
    expect(await rooms.archive.document('default', '通知.docx')).toBeDefined()
    await vi.waitUntil(async () => (await left()).length === 0, { timeout: PATIENCE_MS })
    const shown = (await send(server.port, `/v1/jobs/${job.id}`)).json()
    expect(shown['counts']).toMatchObject({ created: 2, unchanged: 0 })
  })

  it('tells the format by the media type where the name does not, and refuses a name twice', async () => {
    const job = await finished(
      await upload([
        { name: 'page', content: '<p>网页正文</p>', type: 'text/html' },
        { name: 'a.txt', content: '甲' },
        { name: 'a.txt', content: '乙' },
      ]),
    )
    expect(job).toMatchObject({ done: 2, failed: 1, errors: [{ item: 'a.txt' }] })
    expect(await rooms.archive.document('default', 'page')).toMatchObject({ text: '网页正文' })
  })

  it.each([
    ['no file', [], 400, 'invalid_request'],
    ['a field that is no file', [{ content: 'x' }], 400, 'invalid_request'],
    ['a file beyond the limit', [{ name: 'a.txt', content: 'x'.repeat(100_001) }], 413, 'body_too_large'],
    [
      'files beyond the limit',
      Array(3).fill({ name: 'a.txt', content: 'x'.repeat(90_000) }),
      413,
      'body_too_large',
    ],
    ['too many files', Array(4).fill({ name: 'a.txt', content: 'x' }), 413, 'body_too_large'],
  ])('with %s is refused and leaves nothing', async (_, parts, status, code) => {
    const received = await upload(parts as FormPart[])
    expect(received.status).toBe(status)
    expect(received.json()).toMatchObject({ code })
    expect(await left()).toEqual([])
    expect(await rooms.archive.jobs(10)).toEqual([])
  })

  it('to a collection that does not exist is refused before it is read', async () => {
    const received = await upload([{ name: 'a.txt', content: 'x' }], '/v1/collections/none/documents')
    expect(received.json()).toMatchObject({ status: 404, code: 'collection_not_found' })
  })

  it.each([
    ['with no boundary', { 'content-type': 'multipart/form-data' }, 400],
    ['that is compressed', { ...FORM, 'content-encoding': 'gzip' }, 415],
    ['of another type', { 'content-type': 'application/xml' }, 415],
  ])('%s is refused', async (_, headers, status) => {
    const body = form([{ name: 'a.txt', content: 'x' }])
    expect((await send(server.port, ADDRESS, { body, headers, method: 'POST' })).status).toBe(status)
    expect(await left()).toEqual([])
  })

  it('is not taken elsewhere', async () => {
    const received = await send(server.port, '/v1/search', { body: form([]), headers: FORM, method: 'POST' })
    expect(received.json()).toMatchObject({ code: 'unsupported_media_type' })
  })
})

describe('an upload of documents, one a line', () => {
  it('is imported by a job, with an error for each line that is none', async () => {
    const lines = ['{"id":"one","title":"一","text":"甲文"}', 'broken', '{"title":"三","text":"乙文"}']
    const job = await finished(await ndjson(lines.join('\n')))
    expect(job).toMatchObject({ done: 2, failed: 1, errors: [{ item: 'upload#2' }] })
    expect(await rooms.archive.document('default', 'one')).toMatchObject({ text: '甲文' })
    // Without an id, it gets one from its content: not from its place in the upload.
    expect(await rooms.archive.document('default', 'upload#3')).toBeUndefined()
  })

  it('believes the charset that it declares', async () => {
    const line = Buffer.from(encode('{"id":"一","title":"系统通知","text":"系统通知"}', 'gb18030'))
    await finished(await ndjson(line, 'application/x-ndjson; charset=gbk'))
    expect(await rooms.archive.document('default', '一')).toMatchObject({ title: '系统通知' })
  })
})

describe('an upload that does not arrive', () => {
  const HEAD = `POST ${ADDRESS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n`
  const BEGUN = `${HEAD}Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nbeginning`

  it.each([
    ['a form', BEGUN],
    ['lines', `${HEAD}Content-Type: application/x-ndjson\r\n\r\n{`],
  ])('is given up when it stands still, and leaves nothing (%s)', async (_, bytes) => {
    const socket = createConnection(server.port, '127.0.0.1')
    socket.write(bytes)
    await vi.waitUntil(async () => (await left()).length === 1, { timeout: PATIENCE_MS })
    let received = ''
    for await (const chunk of socket as AsyncIterable<Buffer>) received += chunk.toString()
    expect(received).toContain('HTTP/1.1 408')
    expect(await left()).toEqual([])
  })

  it('leaves nothing when its sender goes away', async () => {
    const socket = createConnection(server.port, '127.0.0.1')
    socket.write(BEGUN)
    await vi.waitUntil(async () => (await left()).length === 1, { timeout: PATIENCE_MS })
    socket.destroy()
    await vi.waitUntil(async () => (await left()).length === 0, { timeout: PATIENCE_MS })
  })
})
