/**
 * Loaded into a service with `--import`: on SIGUSR2 writes the event-loop delay since the last time, in
 * milliseconds, to the file of BENCH_EVENT_LOOP, and begins anew.
 */
import { writeFileSync, renameSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const RESOLUTION_MS = 5
const NANOSECONDS = 1e6

const file = process.env['BENCH_EVENT_LOOP']
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
// It is loaded into each thread, and would keep all of them from resting.
if (isMainThread) delay.enable()
// The histogram counts the whole time between two looks; what it was set to is no delay.
const late = (nanoseconds: number) =>
  Number(Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS).toFixed(1))
process.on('SIGUSR2', () => {
  if (file === undefined || !isMainThread) return
  const figures = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) }
  writeFileSync(`${file}.new`, JSON.stringify(figures))
  renameSync(`${file}.new`, file)
  delay.reset()
})
