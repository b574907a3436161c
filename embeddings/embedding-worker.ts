import { parentPort, workerData } from 'node:worker_threads'
import { Encoder, type EncoderSettings } from './encoder.js'
import { RunGate } from './run-gate.js'

/** What the thread is started with. */
export interface WorkerSettings extends EncoderSettings {
  readonly gate: SharedArrayBuffer
}

export type WorkerRequest =
  | { readonly kind: 'encode'; readonly id: number; readonly texts: readonly string[] }
  | { readonly kind: 'close' }

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly problem: string }
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: string }

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread only')

const settings = workerData as WorkerSettings
const send = (reply: WorkerReply, moved: ArrayBuffer[] = []) => {
  port.postMessage(reply, moved)
}

/** A chain, so that requests are served one after the other, in the order in which they came. */
let work: Promise<unknown> = Promise.resolve()
const encoder = Encoder.load(settings, new RunGate(settings.gate))

port.on('message', (request: WorkerRequest) => {
  work = work.then(() => serve(request))
})

try {
  await encoder
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'unusable', problem: messageOf(error) })
  port.close()
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
