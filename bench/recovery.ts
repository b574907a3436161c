import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { COLLECTION } from './filling.js'
import { quantile, round, ServiceProcess } from './service-process.js'
import { groupsOf, type Text } from './texts.js'

const WANTED = 10
const QUESTIONS = 40
const GROUP = 8
/** Acknowledged before the kill, groups of documents: several batches, and the index file is behind. */
const GROUPS_BEFORE_KILL = 12
const POLL_MS = 200

const hitsSchema = z.object({
  hits: z.array(z.object({ document_id: z.string(), start: z.number() })),
})
const readinessSchema = z.object({ vector_indexes: z.array(z.object({ state: z.string() })) })

/** Kills a service while it writes, and starts it again. Changes the archive. */
export async function afterKill(dataDir: string, texts: AsyncIterable<Text>) {
  const acknowledged = await writeUntilKilled(dataDir, texts)
  const service = await ServiceProcess.start(dataDir)
  try {
    const begun = performance.now()
    let lost = 0
    for (const id of acknowledged) {
      const path = `/v1/collections/${COLLECTION}/documents/${encodeURIComponent(id)}`
      if (!(await fetch(service.base + path)).ok) lost++
    }
    await untilIndexed(service)
    const indexedAfterMs = round(performance.now() - begun + service.startToReadyMs)
    const { startToReadyMs } = service
    return { acknowledged: acknowledged.length, lost, startToReadyMs, indexedAfterMs }
  } finally {
    await service.end()
  }
}

/** @returns the ids of what was acknowledged before the kill */
async function writeUntilKilled(dataDir: string, texts: AsyncIterable<Text>): Promise<string[]> {
  const service = await ServiceProcess.start(dataDir)
  const acknowledged: string[] = []
  let groups = 0
  for await (const documents of groupsOf(texts, GROUP)) {
    const sent = service.post(`/v1/collections/${COLLECTION}/documents`, { documents })
    if (groups++ === GROUPS_BEFORE_KILL) {
      sent.catch(() => undefined)
      await delay(POLL_MS)
      await service.end('SIGKILL')
      return acknowledged
    }
    await sent
    acknowledged.push(...documents.map(({ id }) => id))
  }
  await service.end('SIGKILL')
  throw new RangeError('the file holds too little to be killed while writing')
}

/**
 * Deletes the index files, starts the service and searches until the index is built anew: how soon it is ready, how
 * long it takes, what a search takes meanwhile, and how much of what was found before is found meanwhile.
 */
export async function afterIndexLoss(dataDir: string, questions: readonly string[]) {
  const asked = questions.slice(0, QUESTIONS)
  const before = await ServiceProcess.start(dataDir)
  const known = { hybrid: new Map<string, string[]>(), vector: new Map<string, string[]>() }
  await untilIndexed(before)
  for (const mode of MODES)
    for (const query of asked) known[mode].set(query, await search(before, query, mode))
  await before.end()
  await rm(join(dataDir, 'vectors'), { recursive: true })
  const service = await ServiceProcess.start(dataDir)
  try {
    const begun = performance.now()
    const meanwhile = { hybrid: new Comparison(), vector: new Comparison() }
    for (let turn = 0; await isBuilding(service); turn++) {
      const [mode, query] = [MODES[turn % 2] ?? 'hybrid', asked[turn % asked.length] ?? '']
      const sent = performance.now()
      const hits = await search(service, query, mode)
      meanwhile[mode].add(performance.now() - sent, hits, known[mode].get(query) ?? [])
      await delay(POLL_MS)
    }
    return {
      startToReadyMs: service.startToReadyMs,
      rebuiltAfterSeconds: round((performance.now() - begun) / 1000),
      meanwhile: { hybrid: meanwhile.hybrid.figures(), vector: meanwhile.vector.figures() },
      memory: await service.memory(),
    }
  } finally {
    await service.end()
  }
}

const MODES = ['hybrid', 'vector'] as const

/** Searches of one mode, beside what they found at another time. */
class Comparison {
  private readonly times: number[] = []
  private same = 0
  private expected = 0

  add(ms: number, found: readonly string[], before: readonly string[]): void {
    this.times.push(ms)
    this.expected += before.length
    this.same += before.filter(hit => found.includes(hit)).length
  }

  figures() {
    const of = (share: number) => quantile(this.times, share)
    const share = Number((this.same / Math.max(1, this.expected)).toFixed(4))
    return { asked: this.times.length, p50: of(0.5), p95: of(0.95), foundAsBefore: share }
  }
}

async function search(service: ServiceProcess, query: string, mode: string): Promise<string[]> {
  const { hits } = hitsSchema.parse(await service.post('/v1/search', { query, mode, limit: WANTED }))
  return hits.map(hit => `${hit.document_id}:${hit.start}`)
}

async function isBuilding(service: ServiceProcess): Promise<boolean> {
  const { vector_indexes: indexes } = readinessSchema.parse(await service.send('/readyz'))
  return indexes.some(({ state }) => state === 'building')
}

/** Waits until every vector index is complete. */
export async function untilIndexed(service: ServiceProcess): Promise<void> {
  while (await isBuilding(service)) await delay(POLL_MS)
}
