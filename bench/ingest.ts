/**
 * How fast does an archive get in, and what do its readers feel of it? Starts the service on an empty directory,
 * adds a file of stories with `youju ingest` while one client searches, then asks the same searches of the idle
 * service, and adds the file again unchanged. Then the same model embeds passages of it one text a call.
 *
 * node dist/bench/ingest.js STORIES.jsonl [--short]   (lines {id, title, text}; --short: the first 400; Linux)
 *
 * Prints JSON; times are milliseconds by the clock, memory MiB. A search is asked every 250 ms.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { readConfig } from '../core/config.js'
import { packageRoot } from '../core/package-root.js'
import { createLocalEmbedder } from '../embeddings/local-embedder.js'
import { passageInput } from '../embeddings/passage-input.js'
import { Searches } from './searches.js'
import { round, ServiceProcess } from './service-process.js'

const SHORT_STORIES = 400
const SEARCH_EVERY_MS = 250
const IDLE_SEARCHES = 200
const SINGLE_TEXTS = 300

const summarySchema = z.object({
  created: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  passages: z.number(),
})

const [file] = process.argv.slice(2).filter(word => !word.startsWith('--'))
if (file === undefined) throw new TypeError('give the file with the stories')
const isShort = process.argv.includes('--short')

const folder = await mkdtemp(join(tmpdir(), 'youju-bench-'))
const dataDir = join(folder, 'data')
const { path: stories, titles } = await storiesOf(file)
const service = await ServiceProcess.start(dataDir)
try {
  await service.eventLoopDelay()
  const during = new Searches(service, titles)
  const first = await ingest()
  const searchDuring = await during.end()
  const eventLoop = await service.eventLoopDelay()
  const memory = { service: (await service.memory()).highest, withReaders: service.highestOfAll }
  await service.settled()
  const after = new Searches(service, titles)
  while (after.times.length < IDLE_SEARCHES / (isShort ? 4 : 1)) await delay(SEARCH_EVERY_MS)
  const searchIdle = await after.end()
  const again = await ingest()
  await service.end()
  const oneByOne = await singleTexts(SINGLE_TEXTS)
  const disk = (await stat(join(dataDir, 'youju.db'))).size
  const passagesPerSecond = round(first.passages / (first.ms / 1000))
  const figures = {
    stories: first.created,
    ...{ passages: first.passages, failed: first.failed, seconds: round(first.ms / 1000) },
    documentsPerSecond: round(first.created / (first.ms / 1000)),
    passagesPerSecond,
    oneTextACall: { perSecond: oneByOne, ratio: round(passagesPerSecond / oneByOne) },
    unchanged: { documents: again.unchanged, ms: again.ms },
    ...{ memory, eventLoop, searchDuring, searchIdle },
    searchRatio: round(searchDuring.p95 / searchIdle.p95),
    databaseMegabytes: round(disk / 1e6),
  }
  console.log(JSON.stringify(figures, null, 1))
} finally {
  await service.end()
  await rm(folder, { recursive: true, force: true })
}

/** The file itself, or its beginning; and what is asked. */
async function storiesOf(given: string) {
  const lines: string[] = []
  const titles: string[] = []
  for await (const line of createInterface({ input: createReadStream(given), crlfDelay: Infinity })) {
    if (isShort && lines.length >= SHORT_STORIES) break
    if (titles.length < 2000) titles.push(z.object({ title: z.string() }).parse(JSON.parse(line)).title)
    if (isShort) lines.push(line)
  }
  if (!isShort) return { path: given, titles }
  const path = join(folder, 'stories.jsonl')
  await writeFile(path, lines.join('\n'))
  return { path, titles }
}

/** As a person adds files: by a command, through the server that runs. */
async function ingest() {
  const begun = performance.now()
  const words = [join(packageRoot(), 'dist/cli/youju.js'), 'ingest', stories, '--json']
  const command = spawn(process.execPath, words, {
    env: { ...process.env, YOUJU_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(command.stdout), once(command, 'exit')])
  return { ...summarySchema.parse(JSON.parse(output)), ms: Math.round(performance.now() - begun) }
}

/** Texts a second when the model gets them one at a time, with the settings of the service. */
async function singleTexts(count: number): Promise<number> {
  const config = readConfig({})
  const embedder = await createLocalEmbedder({
    model: config.YOUJU_EMBEDDING_MODEL,
    hub: { enabled: false, endpoint: config.HF_ENDPOINT, folder: '' },
    workers: config.YOUJU_EMBEDDING_WORKERS,
    threads: config.YOUJU_EMBEDDING_THREADS,
    batchTokens: config.YOUJU_EMBEDDING_BATCH_TOKENS,
    queryCacheEntries: 0,
  })
  const database = new Database(join(dataDir, 'youju.db'), { readonly: true })
  const sql = `SELECT d.title, p.text FROM passages p JOIN documents d ON d.key = p.document
    WHERE p.id % ? = 0 LIMIT ?`
  const total = z.number().parse(database.prepare('SELECT count(*) FROM passages').pluck().get())
  const every = Math.max(1, Math.floor(total / count))
  const passages = database.prepare<[number, number], { title: string; text: string }>(sql).all(every, count)
  database.close()
  const [warm] = passages
  if (warm !== undefined) await embedder.embed([passageInput(warm)], 'passage')
  const begun = performance.now()
  for (const passage of passages) await embedder.embed([passageInput(passage)], 'passage')
  const seconds = (performance.now() - begun) / 1000
  await embedder.close()
  return round(passages.length / seconds)
}
