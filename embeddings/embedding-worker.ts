import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { Encoder, type EncoderSettings } from './encoder.js'
import { RunGate } from './run-gate.js'

export interface ThreadSettings extends EncoderSettings {
  /** It embeds passages only, in the time that everything else leaves. */
  readonly isBackground: boolean
}

/** What the thread is started with. */
export interface WorkerSettings extends ThreadSettings {
  readonly gate: SharedArrayBuffer
}

export type WorkerRequest =
  | {
      readonly kind: 'encode'
      readonly id: number
      readonly texts: readonly string[]
      readonly urgent: boolean
    }
  | { readonly kind: 'close' }

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly problem: string }
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: string }

/**
 * Searches come before passages: beside an import, the p95 of their times was 94 instead of 108 ms. A question takes
 * a millisecond here.
 */
const NICENESS = { always: 5, background: 10 } as const

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread only')

const settings = workerData as WorkerSettings
// Before the model is loaded: the threads of the runtime inherit it.
setNiceness(settings.isBackground ? NICENESS.background : NICENESS.always)
const send = (reply: WorkerReply, moved: ArrayBuffer[] = []) => {
  port.postMessage(reply, moved)
}

/** Served one after the other: urgent ones first, each kind in the order in which it came. */
const waiting: WorkerRequest[] = []
let isServing = false
const encoder = Encoder.load(settings, new RunGate(settings.gate))

port.on('message', (request: WorkerRequest) => {
  waiting.push(request)
  if (!isServing) void serveWaiting()
})

try {
  await encoder
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'unusable', problem: messageOf(error) })
  port.close()
}

async function serveWaiting(): Promise<void> {
  isServing = true
  for (;;) {
    // What came during a run is received first, or nothing could overtake.
    await nextTurn()
    const position = Math.max(
      0,
      waiting.findIndex(request => request.kind === 'encode' && request.urgent),
    )
    const [request] = waiting.splice(position, 1)
    if (request === undefined) break
    await serve(request)
  }
  isServing = false
}

async function serve(request: WorkerRequest): Promise<void> {
  if (request.kind === 'close') {
    await encoder.then(loaded => loaded.dispose()).catch(() => undefined)
    port?.close()
    return
  }
  try {
    const vectors = await (await encoder).encode(request.texts)
    const buffers = vectors.map(vector => vector.buffer as ArrayBuffer)
    send({ kind: 'vectors', id: request.id, vectors }, buffers)
  } catch (error) {
    send({ kind: 'failed', id: request.id, problem: messageOf(error) })
  }
}

/** Of this thread alone, which only Linux can; elsewhere it runs as the others do. */
function setNiceness(niceness: number): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), niceness)
  } catch {
    // Another system, or a sandbox that forbids it.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
