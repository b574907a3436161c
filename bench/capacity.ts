/**
 * How large may an archive grow, and what does it cost? Brings DATA_DIR to so many passages (it is kept, and what is
 * in is not added again), then measures: searches, memory, disk and the start (`serve`); recall@10 of the vector arm
 * against an exact scan (`recall`), and again after 30 % were deleted and as many added (`churn`); the start after the
 * index files were deleted (`rebuild`) and after `kill -9` while writing (`kill`). The last three work on a copy.
 *
 * node dist/bench/capacity.js TEXTS.jsonl DATA_DIR PASSAGES [--derive] [STEP…]   (lines {id, title, text}; Linux)
 *
 * With --derive what is missing is made of what is in: recombined sentences with mixed vectors (derived-texts.ts),
 * for sizes that would take the model hours. Prints one JSON object a step; times are milliseconds by the clock unless
 * they say seconds, memory is MiB, sizes on the disk are MB.
 */
import { cp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fill, openParts, type FillOrder } from './filling.js'
import { recall, recallAfterChurn } from './recall.js'
import { afterIndexLoss, afterKill, untilIndexed } from './recovery.js'
import { round, ServiceProcess, spread } from './service-process.js'
import { readTexts, titlesOf, type Text } from './texts.js'
import type { Youju } from '../main.js'

const SEARCHES = 200
const RECALL_QUESTIONS = 500
const STEPS = ['fill', 'serve', 'recall', 'rebuild', 'kill', 'churn']
/** Asked before, and not counted. */
const WARM_UP = 20
const PAUSE_MS = 50

const [file, dataDir, passages, ...chosen] = process.argv.slice(2).filter(word => !word.startsWith('--'))
if (file === undefined || dataDir === undefined || !(Number(passages) > 0))
  throw new TypeError('give the file with the texts, the data directory and the number of passages')
const order: FillOrder = { file, wanted: Number(passages), isDerived: process.argv.includes('--derive') }
const questions = await titlesOf(file, RECALL_QUESTIONS)

for (const step of STEPS.filter(name => chosen.length === 0 || chosen.includes(name))) {
  const figures = await measure(step, dataDir)
  console.log(
    JSON.stringify({ step, passages: order.wanted, date: new Date().toISOString(), ...figures }, null, 1),
  )
}

function measure(step: string, folder: string): Promise<object> {
  if (step === 'fill') return withParts(folder, youju => fill(youju, order))
  if (step === 'serve') return serve(folder)
  if (step === 'recall') return withParts(folder, youju => recall(youju, questions))
  return onCopy(folder, async copy => {
    if (step === 'rebuild') return afterIndexLoss(copy, questions)
    if (step === 'churn') return withParts(copy, youju => recallAfterChurn(youju, questions, order))
    return afterKill(copy, renamed(readTexts(order.file)))
  })
}

async function withParts<Figures>(
  folder: string,
  work: (youju: Youju) => Promise<Figures>,
): Promise<Figures> {
  const youju = await openParts(folder)
  try {
    return await work(youju)
  } finally {
    await youju.close()
  }
}

async function onCopy<Figures>(folder: string, work: (copy: string) => Promise<Figures>): Promise<Figures> {
  const copy = `${folder}-copy`
  await rm(copy, { recursive: true, force: true })
  await cp(folder, copy, { recursive: true })
  try {
    return await work(copy)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** What one client sees that asks one question after another, and what the service takes of the machine for it. */
async function serve(folder: string): Promise<object> {
  const service = await ServiceProcess.start(folder)
  let figures: object
  try {
    const atStart = (await service.memory()).now
    await untilIndexed(service)
    await service.settled()
    const idle = (await service.memory()).now
    const search = await searchTimes(service)
    const memory = {
      atStart,
      idle,
      afterSearches: (await service.memory()).now,
      highest: service.highestOfAll,
    }
    const { startToReadyMs } = service
    figures = { stored: await service.passages(), startToReadyMs, search, memory }
  } finally {
    await service.end()
  }
  const [database, index] = await Promise.all([
    megabytes(folder, /^youju\.db/u),
    megabytes(folder, /\.hnsw$/u),
  ])
  return { ...figures, disk: { database, index } }
}

/** Titles as questions, each with a number, so that none was asked before. */
async function searchTimes(service: ServiceProcess) {
  const times: number[] = []
  for (let turn = 0; turn < WARM_UP + SEARCHES; turn++) {
    const query = `${questions[turn % questions.length] ?? ''}${turn}`
    const sent = performance.now()
    await service.post('/v1/search', { query })
    if (turn >= WARM_UP) times.push(performance.now() - sent)
    await delay(PAUSE_MS)
  }
  return { asked: times.length, ...spread(times) }
}

async function megabytes(folder: string, name: RegExp): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && name.test(entry.name))
  const sizes = await Promise.all(files.map(entry => stat(join(entry.parentPath, entry.name))))
  return round(sizes.reduce((sum, { size }) => sum + size, 0) / 1e6)
}

async function* renamed(texts: AsyncIterable<Text>): AsyncGenerator<Text> {
  for await (const text of texts) yield { ...text, id: `again-${text.id}` }
}
