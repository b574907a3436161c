import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

let workplace: Workplace
beforeEach(async () => {
  workplace = await Workplace.open()
})
afterEach(() => workplace.close())

/** Enough for several batches. */
const DOCUMENTS = 300

/** As if re-embedding had failed before it began. */
function loseVectors(): void {
  const database = new Database(join(workplace.dataDir, 'youju.db'))
  const tables = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'vectors_*'`)
    .pluck()
    .all()
  for (const table of tables) database.exec(`DELETE FROM ${table}`)
  const columns = 'id, kind, state, done, total, failed, errors, created_at, updated_at'
  database.exec(`INSERT INTO jobs (${columns}) VALUES ('job_lost', 're-embed', 'failed', 0, ${DOCUMENTS}, 0, '[]',
    '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')`)
  database.close()
}

it('a retry without a server is carried to its end before the command ends', async () => {
  const lines = Array.from({ length: DOCUMENTS }, (_, index) =>
    JSON.stringify({ id: `n${index}`, title: `通知${index}`, text: `第${index}号通知：梧桐里停水。` }),
  )
  await workplace.write('notices.jsonl', lines.join('\n'))
  await workplace.run(['ingest', 'notices.jsonl'])
  loseVectors()
  expect(await workplace.runJson(['jobs', 'retry', 'job_lost'])).toMatchObject({
    exitCode: 0,
    value: { kind: 're-embed', state: 'done', done: DOCUMENTS },
  })
  expect(await workplace.runJson(['jobs', 'retry', 'job_lost'])).toMatchObject({
    exitCode: 5,
    value: { error: { code: 'job_not_retryable' } },
  })
})
