/**
 * Do 100,000 documents stream through in bounded memory, and are all of them there afterwards? Streams generated
 * documents, one a line, in a single `POST …/documents` to a service on an empty directory, and waits for the job
 * that imports them. Then every document is counted and every 500th compared with what was sent.
 *
 * node dist/bench/ndjson.js [DOCUMENTS=100000] [--short]   (--short: 2,000 documents; Linux)
 *
 * Prints JSON; memory is the highest resident of the service and its reading processes together, MiB, looked at four
 * times a second (pages that they share count twice).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { seededRandom } from '../tests/store/prepared-documents.js'
import { round, ServiceProcess } from './service-process.js'

const SHORT_DOCUMENTS = 2000
const COMPARED_EVERY = 500
const POLL_MS = 500
const SENTENCES = 3
const PLACES = ['青禾县', '临泉镇', '白榆市', '云浦区', '石盘乡', '东岭新区', '望河街道', '松口港']
const WHO = ['水务局', '图书馆', '气象站', '农机合作社', '第二小学', '公交公司', '博物馆', '林场']
const WHAT = ['新建泵站', '巡检线路', '登记藏书', '培训班', '维修路段', '观测记录', '志愿服务', '苗木补种']
const DOCUMENTS = '/v1/collections/default/documents'

const startedSchema = z.object({ job_id: z.string() })
const jobSchema = z.object({ state: z.string(), done: z.number(), failed: z.number() })
const listSchema = z.object({
  collections: z.array(z.object({ documents: z.number(), passages: z.number() })),
})
const documentSchema = z.object({ text: z.string() })

const words = process.argv.slice(2)
const given = Number(words.find(word => !word.startsWith('--')) ?? 100_000)
const count = words.includes('--short') ? SHORT_DOCUMENTS : given

const dataDir = await mkdtemp(join(tmpdir(), 'youju-ndjson-'))
const service = await ServiceProcess.start(dataDir)
try {
  const begun = performance.now()
  const jobId = await send()
  const received = performance.now()
  const job = await ended(jobId)
  const seconds = (performance.now() - begun) / 1000
  const memory = { service: (await service.memory()).highest, withReaders: service.highestOfAll }
  const { collections } = listSchema.parse(await service.send('/v1/collections'))
  const kept = collections.reduce((sum, { documents }) => sum + documents, 0)
  const figures = {
    ...{ sent: count, state: job.state, failed: job.failed, kept, lost: count - kept, ...(await compared()) },
    passages: await service.passages(),
    secondsToReceive: round((received - begun) / 1000),
    seconds: round(seconds),
    documentsPerSecond: round(count / seconds),
    memory,
  }
  console.log(JSON.stringify(figures, null, 1))
} finally {
  await service.end()
  await rm(dataDir, { recursive: true, force: true })
}

async function send(): Promise<string> {
  const reply = await service.stream(DOCUMENTS, Readable.from(lines()), 'application/x-ndjson')
  return startedSchema.parse(reply).job_id
}

function* lines(): Generator<string> {
  for (let index = 0; index < count; index++) yield `${JSON.stringify(documentOf(index))}\n`
}

/** Always the same of the same number. */
function documentOf(index: number) {
  const random = seededRandom(index + 1)
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const sentence = () =>
    `${one(PLACES)}${one(WHO)}${one(WHAT)}${1 + Math.floor(random() * 99_999)}项，比上月多${Math.floor(random() * 100)}项。`
  const text = Array.from({ length: SENTENCES }, sentence).join('')
  return { id: `n-${index}`, title: `${one(PLACES)}简报第${index}号`, text }
}

async function ended(id: string): Promise<z.output<typeof jobSchema>> {
  for (;;) {
    const job = jobSchema.parse(await service.send(`/v1/jobs/${id}`))
    if (job.state !== 'queued' && job.state !== 'running') return job
    await delay(POLL_MS)
  }
}

async function compared() {
  const figures = { compared: 0, different: 0 }
  for (let index = 0; index < count; index += COMPARED_EVERY) {
    const { id, text } = documentOf(index)
    figures.compared++
    if (documentSchema.parse(await service.send(`${DOCUMENTS}/${id}`)).text !== text) figures.different++
  }
  return figures
}
