/**
 * What becomes of answers under load? Finds the capacity of the service with questions that it was never asked
 * (and with some that it was), then sends questions at a constant rate: half the capacity, twice the capacity, half
 * again. Prints times of the accepted and of the refused ones, and how soon it had recovered, as JSON.
 *
 * node dist/bench/overload.js [SECONDS_OF_OVERLOAD=120] [DATA_DIR]   (default: the samples; Linux)
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../core/package-root.js'
import { ServiceProcess } from './service-process.js'
import { atConstantRate, closedLoop, quantiles, type Outcome } from './constant-rate.js'

const [seconds = '120', givenDir] = process.argv.slice(2)
const overloadSeconds = Number(seconds)
const calmSeconds = Math.max(5, Math.min(30, overloadSeconds / 2))
const dataDir = givenDir ?? (await mkdtemp(join(tmpdir(), 'youju-overload-')))
const lines = await readFile(join(packageRoot(), 'tests/fixtures/sample-questions.jsonl'), 'utf8')
const questions = lines
  .split('\n')
  .filter(line => line !== '')
  .map(line => z.object({ question: z.string() }).parse(JSON.parse(line)).question)

let asked = 0
/** A question that was never asked: its vector is not remembered. */
const fresh = () => ({
  question: `${questions[asked++ % questions.length] ?? ''} ${asked}`,
  mode: 'extractive',
})
const known = (index: number) => ({ question: questions[index % 20], mode: 'extractive' })

const server = await ServiceProcess.start(dataDir, { YOUJU_SAMPLES: 'on', YOUJU_LOG_LEVEL: 'error' })
const { port } = server
try {
  await closedLoop({ port, seconds: 3, body: fresh }, 4)
  const uncached = await closedLoop({ port, seconds: calmSeconds, body: fresh }, 4)
  await closedLoop({ port, seconds: 1, body: known }, 4)
  const cached = await closedLoop({ port, seconds: calmSeconds, body: known }, 4)
  const half = uncached.perSecond / 2
  const before = await atConstantRate({ port, perSecond: half, seconds: calmSeconds, body: fresh })
  const during = await atConstantRate({ port, perSecond: 4 * half, seconds: overloadSeconds, body: fresh })
  const after = await atConstantRate({
    port,
    perSecond: half,
    seconds: Math.min(20, calmSeconds),
    body: fresh,
  })
  const [calm, busy] = [summary(before), summary(during)]
  console.log(
    JSON.stringify(
      {
        capacity: {
          uncached: { perSecond: round(uncached.perSecond), ...quantiles(uncached.times) },
          cached: { perSecond: round(cached.perSecond), ...quantiles(cached.times) },
        },
        halfCapacity: calm,
        twiceCapacity: busy,
        afterwards: summary(after),
        ratioOfP99: round(busy.accepted.p99 / calm.accepted.p99),
        recoveredAfterSeconds: recovery(after, 2 * calm.accepted.p99),
        memoryMebibytes: (await server.memory()).now,
      },
      null,
      1,
    ),
  )
} finally {
  await server.end()
  if (givenDir === undefined) await rm(dataDir, { recursive: true, force: true })
}

function summary(outcomes: readonly Outcome[]) {
  const timesOf = (status: (status: number) => boolean) =>
    outcomes.filter(outcome => status(outcome.status)).map(({ ms }) => ms)
  const refused = timesOf(status => status === 429 || status === 503)
  return {
    sent: outcomes.length,
    accepted: quantiles(timesOf(status => status === 200)),
    refusedShare: round(refused.length / outcomes.length),
    refused: quantiles(refused),
    failed: timesOf(status => ![200, 429, 503].includes(status)).length,
  }
}

/** The end of the last second in which one was refused or slow. */
function recovery(outcomes: readonly Outcome[], slowMs: number): number {
  const trouble = outcomes.filter(({ status, ms }) => status !== 200 || ms > slowMs).map(({ dueMs }) => dueMs)
  return trouble.length === 0 ? 0 : Math.ceil(Math.max(...trouble) / 1000)
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
