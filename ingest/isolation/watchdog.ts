import { workerData } from 'node:worker_threads'
import { MEMORY_SIGNAL } from './messages.js'

/** Thread of a reading process that ends it when it has grown too large or was left alone. */

const LOOK_EVERY_MS = 100
const { memoryMiB, parent } = workerData as { memoryMiB: number; parent: number }

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  if (process.memoryUsage.rss() > memoryMiB * 1024 * 1024) process.kill(process.pid, MEMORY_SIGNAL)
}, LOOK_EVERY_MS)
