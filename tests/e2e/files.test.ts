import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { docx, paragraph } from '../ingest/fixtures/office-files.js'
import { pdfFile } from '../ingest/fixtures/pdf-file.js'
import { expectShape } from '../server/conformance.js'
import { send, type Sent } from '../server/test-server.js'
import { startService, type Service } from './service.js'

const PATIENCE_MS = 60_000
vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const DOCUMENTS = '/v1/collections/default/documents'
const dataDir = mkdtempSync(join(tmpdir(), 'youju-files-'))
let service: Service
const call = (path: string, sent?: Sent) => send(service.port, path, sent)

beforeAll(async () => {
  service = await startService({ YOUJU_DATA_DIR: dataDir })
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true })
})

function form(files: Readonly<Record<string, Uint8Array>>): Sent {
  const parts = Object.entries(files).flatMap(([name, bytes]) => [
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ])
  const body = Buffer.concat([...parts, Buffer.from('--b--\r\n')])
  return { body, method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' } }
}

async function imported(sent: Sent): Promise<Wire<'Job'>> {
  const { job_id: id } = expectShape(await call(DOCUMENTS, sent), 202, 'JobStarted') as Wire<'JobStarted'>
  return vi.waitUntil(
    async () => {
      const job = expectShape(await call(`/v1/jobs/${id}`), 200, 'Job') as Wire<'Job'>
      return job.state !== 'queued' && job.state !== 'running' && job
    },
    { timeout: PATIENCE_MS, interval: 50 },
  )
}

describe('files that are sent', () => {
  const pages = [
    [
      { text: '苍鹭岛灯塔修缮公告', y: 760, size: 20 },
      { text: '苍鹭岛灯塔建于一九三二年，塔高三十六米。', y: 700 },
    ],
    [{ text: '灯塔修缮期间，轮渡改为每九十分钟一班。', y: 700 }],
  ]

  it('are answered from, with the page that is quoted', async () => {
    const job = await imported(
      form({
        '公告/灯塔.pdf': pdfFile(pages),
        '通知.docx': docx(paragraph('游泳馆周三闭馆检修水泵。')),
        'scan.pdf': pdfFile([[]]),
      }),
    )
    expect(job).toMatchObject({ state: 'done', done: 2, failed: 1, counts: { created: 2 } })
    expect(job.errors).toMatchObject([
      { item: 'scan.pdf', detail: expect.stringContaining('OCR') as unknown },
    ])
    const body = { query: '轮渡多久一班' }
    const { hits } = expectShape(
      await call('/v1/search', { body }),
      200,
      'SearchResult',
    ) as Wire<'SearchResult'>
    expect(hits[0]).toMatchObject({ document_id: '公告/灯塔.pdf' })
    const asked = await call('/v1/answers', { body: { question: '修缮期间轮渡多久一班？' } })
    const answer = expectShape(asked, 200, 'Answer') as Wire<'Answer'>
    expect(answer.blocks[0]?.citations[0]).toMatchObject({ document_id: '公告/灯塔.pdf', page: 2 })
    const stored = expectShape(await call(`/v1/answers/${answer.id}`), 200, 'Answer') as Wire<'Answer'>
    expect(stored.blocks[0]?.citations[0]).toMatchObject({ page: 2 })
  })

  it('are unchanged when they are sent again', async () => {
    const job = await imported(form({ '公告/灯塔.pdf': pdfFile(pages) }))
    expect(job).toMatchObject({ done: 1, counts: { created: 0, unchanged: 1 } })
  })

  it('may say their pages as documents, too', async () => {
    const text = '潮汐钟每天对时。\r\n\r\n潮汐钟由守塔人上弦。'
    const document = {
      id: 'clock',
      title: '潮汐钟',
      text,
      pages: [
        [0, 7],
        [text.indexOf('潮汐钟由'), 8],
      ],
    }
    expectShape(await call(DOCUMENTS, { body: { documents: [document] } }), 200, 'UpsertedDocuments')
    const asked = await call('/v1/answers', { body: { question: '潮汐钟由谁上弦？' } })
    const answer = expectShape(asked, 200, 'Answer') as Wire<'Answer'>
    expect(answer.blocks[0]?.citations[0]).toMatchObject({ document_id: 'clock', page: 8 })
    const wrong = {
      ...document,
      pages: [
        [5, 1],
        [5, 2],
      ],
    }
    expect((await call(DOCUMENTS, { body: { documents: [wrong] } })).status).toBe(400)
  })
})
