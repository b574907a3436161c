/**
 * A worker thread that speaks the protocol without a model, so that tests decide what happens and when. A group
 * is told what to do by its first text: `crash` ends the thread, `fail` answers with a failure, `wait` is
 * answered only after a later `release` of the same thread; anything else gives vectors that count requests.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerReply, WorkerRequest } from '../../embeddings/embedding-worker.js'

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread only')
const { model } = workerData as { model: { id: string } }
let served = 0
const waiting: { id: number; texts: readonly string[] }[] = []

const send = (reply: WorkerReply) => {
  port.postMessage(reply)
}
const answer = (id: number, texts: readonly string[]) => {
  served++
  send({ kind: 'vectors', id, vectors: texts.map(() => Float32Array.of(served)) })
}

port.on('message', (request: WorkerRequest) => {
  if (request.kind === 'close') {
    port.close()
    return
  }
  const { id, texts } = request
  switch (texts[0]) {
    case 'crash':
      process.exit(1)
      break
    case 'fail':
      send({ kind: 'failed', id, problem: 'told to fail' })
      break
    case 'wait':
      waiting.push({ id, texts })
      break
    case 'release':
      for (const held of waiting.splice(0)) answer(held.id, held.texts)
      answer(id, texts)
      break
    case undefined:
    default:
      answer(id, texts)
  }
})

if (model.id === 'unusable') {
  send({ kind: 'unusable', problem: 'told to be unusable' })
  port.close()
} else {
  send({ kind: 'ready' })
}
