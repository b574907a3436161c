import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { send, type Sent } from '../server/test-server.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-curated-synonyms-'))
const HOURS = '周二至周日9:00至17:00开放，周一闭馆。'
let youju: Youju
let server: RunningServer
const call = (path: string, sent?: Sent) => send(server.port, path, sent)

beforeAll(async () => {
  const config = readConfig({ PORT: '0', YOUJU_DATA_DIR: dataDir })
  youju = await openYouju(config, { log: createLogger('silent') })
  server = await serve({ ...youju, webDir: '/nonexistent' })
  await call('/v1/collections/city', { method: 'PUT' })
  await call('/v1/collections/other', { method: 'PUT' })
  const documents = [{ id: 'museum', title: '参观须知', text: HOURS }]
  await call('/v1/collections/city/documents', { body: { documents } })
})
afterAll(async () => {
  await server.stop()
  await youju.close()
  await rm(dataDir, { recursive: true })
})

async function setSynonyms(collection: string, synonyms: readonly string[][]): Promise<void> {
  const path = `/v1/collections/${collection}/settings`
  expect((await call(path, { method: 'PUT', body: { synonyms } })).status).toBe(200)
}

async function ask(question: string, more: object = {}) {
  return (await call('/v1/answers', { body: { question, ...more } })).json()
}

it('A curated answer is found by what means the same in its collection, as long as that is set', async () => {
  const blocks = [{ citations: [{ document_id: 'museum', quote: HOURS }] }]
  const curated = { collection: 'city', question: '云湾博物馆几点开门？', blocks }
  const { id } = (await call('/v1/curated', { body: curated })).json()
  const question = '云湾文博馆什么时候开门'
  await setSynonyms('other', [['博物馆', '文博馆']])
  expect(await ask(question)).not.toHaveProperty('curated')
  await setSynonyms('city', [['博物馆', '文博馆']])
  expect(await ask(question)).toMatchObject({ curated: { id }, confidence: 0.95 })
  expect(await ask(question, { collections: ['other'] })).not.toHaveProperty('curated')
  expect(await ask('云湾文博馆什么时候关门')).not.toHaveProperty('curated')
  await setSynonyms('city', [])
  expect(await ask(question)).not.toHaveProperty('curated')
})
