/**
 * What does one client see of the whole service? Starts it on a data directory, asks a file of questions over
 * HTTP one after the other, as searches and as answers, and prints the times and its memory as JSON. Times are
 * milliseconds by the clock; `processor` is the processor time of all threads of the service, for each request.
 *
 * node dist/bench/service.js DATA_DIR QUESTIONS [SEARCHES] [ANSWERS]   (lines {text}; Linux)
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { round, ServiceProcess, spread } from './service-process.js'

/** Asked before, and not counted: the caches of a service that runs are not empty. */
const WARM_UP = 20

const [dataDir, file, searches = '300', answers = '100'] = process.argv.slice(2)
if (dataDir === undefined || file === undefined)
  throw new TypeError('give the data directory and the file with the questions')
const questions = (await readFile(file, 'utf8'))
  .split('\n')
  .filter(line => line !== '')
  .map(line => z.object({ text: z.string() }).parse(JSON.parse(line)).text)

const service = await ServiceProcess.start(dataDir)
try {
  const atStart = await service.memory()
  await service.settled()
  const asSearch = (text: string) => service.post('/v1/search', { query: text })
  const asAnswer = (text: string) => service.post('/v1/answers', { question: text, mode: 'extractive' })
  const search = await timed(questions.slice(0, Number(searches)), asSearch)
  const answer = await timed(questions.slice(Number(searches)).slice(0, Number(answers)), asAnswer)
  const memory = { atStart, atEnd: await service.memory() }
  const passages = await service.passages()
  const { startToReadyMs: startToReady } = service
  console.log(JSON.stringify({ passages, startToReady, search, answer, memory }, null, 1))
} finally {
  await service.end()
}

async function timed(texts: readonly string[], ask: (text: string) => Promise<unknown>) {
  if (texts.length === 0) return undefined
  for (const text of texts.slice(0, WARM_UP)) await ask(`${text}呢`)
  const times: number[] = []
  const before = await service.processorMs()
  for (const text of texts) {
    const asked = performance.now()
    await ask(text)
    times.push(performance.now() - asked)
  }
  const processor = round(((await service.processorMs()) - before) / texts.length)
  return { asked: texts.length, ...spread(times), processor }
}
