/**
 * How long after a document is sent does an answer cite it, while the service is busy? Uploads a file of texts, which
 * a job imports in the background, while one client searches; sends one new document after another with
 * `POST …/documents` and asks what only it holds, until an answer cites it. Then the same without job and searches.
 *
 * node dist/bench/answerable.js TEXTS.jsonl [DOCUMENTS=30] [DATA_DIR]   (lines {id, title, text}; Linux)
 *
 * Without DATA_DIR the archive is empty at first. The job must last longer than the documents take (about a story a
 * document), else the bench fails. Prints JSON, milliseconds by the clock: until the document was acknowledged, and until an answer
 * that cites it has come.
 */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { seededRandom } from '../tests/store/prepared-documents.js'
import { Searches } from './searches.js'
import { ServiceProcess, spread } from './service-process.js'
import { titlesOf } from './texts.js'

const BETWEEN_MS = 300
const GIVEN_UP_MS = 60_000
/** The job has begun, and its batches follow one another. */
const BEFORE_MS = 3000
const QUESTIONS = 1000
const SYLLABLES = Array.from('澄岚霁砚珩晗洛沅芷蓁樾棠珺翊昀琛璟彧玥祺')
const DOCUMENTS = '/v1/collections/default/documents'

const startedSchema = z.object({ job_id: z.string() })
const jobSchema = z.object({ state: z.string(), done: z.number() })
const answerSchema = z.object({
  blocks: z.array(z.object({ citations: z.array(z.object({ document_id: z.string() })) })),
})

const [file, count = '30', givenDir] = process.argv.slice(2)
if (file === undefined) throw new TypeError('give the file with the texts')
const titles = await titlesOf(file, QUESTIONS)
const random = seededRandom(Date.now())
const dataDir = givenDir ?? (await mkdtemp(join(tmpdir(), 'youju-answerable-')))
const service = await ServiceProcess.start(dataDir)
try {
  const job = await beginImport(file)
  const searches = new Searches(service, titles)
  await delay(BEFORE_MS)
  const busy = await documents(Number(count))
  const search = await searches.end()
  const { state, done } = jobSchema.parse(await service.send(`/v1/jobs/${job}`))
  if (state !== 'running') throw new RangeError(`the job is ${state} already: give a longer file`)
  await service.post(`/v1/jobs/${job}/cancel`, {})
  await service.settled()
  const idle = await documents(Number(count))
  const passages = await service.passages()
  console.log(JSON.stringify({ passages, busy, importedMeanwhile: done, search, idle }, null, 1))
} finally {
  await service.end()
  if (givenDir === undefined) await rm(dataDir, { recursive: true, force: true })
}

async function beginImport(path: string): Promise<string> {
  const reply = await service.stream(DOCUMENTS, createReadStream(path), 'application/x-ndjson')
  return startedSchema.parse(reply).job_id
}

async function documents(wanted: number) {
  const acknowledged: number[] = []
  const cited: number[] = []
  let questions = 0
  for (let sent = 0; sent < wanted; sent++) {
    const { document, question } = invent()
    const begun = performance.now()
    await service.post(DOCUMENTS, { documents: [document] })
    acknowledged.push(performance.now() - begun)
    do {
      if (performance.now() - begun > GIVEN_UP_MS) throw new Error(`never cited: ${question}`)
      questions++
    } while (!(await isCited(document.id, question)))
    cited.push(performance.now() - begun)
    await delay(BETWEEN_MS)
  }
  return { documents: wanted, questions, acknowledged: spread(acknowledged), answerable: spread(cited) }
}

async function isCited(id: string, question: string): Promise<boolean> {
  const reply = await service.post('/v1/answers', { question, mode: 'extractive' })
  const { blocks } = answerSchema.parse(reply)
  return blocks.some(({ citations }) => citations.some(citation => citation.document_id === id))
}

/** A fact about something whose name exists nowhere else. */
function invent() {
  const syllable = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? ''
  const name = `${Array.from({ length: 4 }, syllable).join('')}渡槽`
  const metres = 100 + Math.floor(random() * 9000)
  const document = {
    id: `new-${name}-${metres}`,
    title: `${name}建成通水`,
    text: `${name}今天建成通水。${name}全长${metres}米，由当地水利部门历时三年修建。`,
  }
  return { document, question: `${name}全长多少米？` }
}
