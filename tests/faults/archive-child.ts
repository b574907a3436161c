/**
 * An archive in a process of its own, for tests that kill it or run it on a full disk.
 * `node archive-child.js <scenario> <data directory> [argument]`; what it has to tell goes to standard output.
 */
import { execFileSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { AppError } from '../../core/errors.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { CHILD_OPTIONS, childDocument, missingOf } from './child-documents.js'
import { carryOut, Operations } from './operation.js'
import { LogLines, NOT_BELIEVED, NOT_SAVED } from '../store/log-lines.js'
import { DIMENSIONS } from '../store/earlier-format.js'
import { seededRandom } from '../store/prepared-documents.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const [scenario = '', dataDir = '', argument = ''] = process.argv.slice(2)
const lines = new LogLines()
const open = () => openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir, log: lines.log })
const tell = (what: unknown) => writeSync(1, `${JSON.stringify(what)}\n`)

/**
 * Changes the archive until it is killed, or so many times as it is told to. Written synchronously: what was told is
 * told, however the process ends.
 */
async function change(archive: Archive): Promise<void> {
  const [seed, next, live, times = Infinity] = JSON.parse(argument) as [number, number, number[], number?]
  const operations = new Operations(live, next, seededRandom(seed))
  for (let count = 0; count < times; count++) {
    const operation = operations.choose()
    tell({ begun: operation })
    await carryOut(archive, operation)
    tell({ acknowledged: operation })
  }
  await archive.close()
}

/** Brings an earlier database to the present format. */
async function upgrade(): Promise<void> {
  tell('begun')
  await (await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log: lines.log })).close()
  tell('upgraded')
}

/** Removes what the indexes hold of nothing, and puts right what the keyword indexes are weighed by. */
async function repair(): Promise<void> {
  const archive = await open()
  tell('begun')
  await archive.indexes.prune('default')
  tell('repaired')
  await archive.close()
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error))

/** Of a disk that has room for all of them. */
const MAX_FILLING_DOCUMENTS = 400

/** Keeps documents until the disk is full. @returns how many were acknowledged, and what refused the next one */
async function fill(archive: Archive): Promise<{ acknowledged: number; refusal: string | null }> {
  for (let number = 0; number < MAX_FILLING_DOCUMENTS; number++)
    try {
      await archive.putDocuments('default', [childDocument(number, 'filling '.repeat(5000))])
    } catch (error) {
      return { acknowledged: number, refusal: codeOf(error) }
    }
  return { acknowledged: MAX_FILLING_DOCUMENTS, refusal: null }
}

async function fillDatabase(): Promise<void> {
  const archive = await open()
  const { acknowledged, refusal } = await fill(archive)
  const ids = Array.from({ length: acknowledged }, (_value, number) => `d${number}`)
  const attempt = async (work: Promise<unknown>) => work.then(() => 'done', codeOf)
  const again = await attempt(archive.putDocuments('default', [childDocument(acknowledged)]))
  const missing = await missingOf(archive, ids)
  const failure = archive.failure()?.code ?? null
  await archive.close()
  const reopenedFull = await attempt(open().then(reopened => reopened.close()))
  if (process.env['TEST_DISK'] === 'tmpfs') execFileSync('mount', ['-o', 'remount,size=64m', dataDir])
  const reopened = await open()
  const missingLater = await missingOf(reopened, ids)
  const later = await attempt(reopened.putDocuments('default', [childDocument(acknowledged)]))
  const documents = (await reopened.collection('default'))?.documents
  await reopened.close()
  tell({ acknowledged, refusal, again, missing, failure, reopenedFull, missingLater, later, documents })
}

/** The archive has a saved index; the next one does not fit, unless the disk is large. */
async function saveNextIndex(): Promise<void> {
  const archive = await open()
  await untilReady(archive)
  const generation = async () => (await archive.vectorIndexes())[0]?.generation ?? 0
  const before = await generation()
  const vectors = clusteredVectors(200, CHILD_OPTIONS.dimensions, 7)
  await archive.putDocuments('default', documentsOf(vectors, 100_000))
  while (lines.count(NOT_SAVED) === 0 && (await generation()) === before) await new Promise(setImmediate)
  const isSaved = lines.count(NOT_SAVED) === 0
  const found = await countFound(archive, vectors)
  const failure = archive.failure()?.code ?? null
  await archive.close()
  const reopened = await open()
  await untilReady(reopened)
  const foundLater = await countFound(reopened, vectors)
  await reopened.close()
  tell({ isSaved, found, failure, foundLater, notBelieved: lines.count(NOT_BELIEVED) })
}

async function countFound(archive: Archive, vectors: readonly Float32Array[]): Promise<number> {
  let found = 0
  for (const vector of vectors) {
    const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    if ((hit?.score ?? 0) > 0.999) found++
  }
  return found
}

async function hold(): Promise<void> {
  await open()
  tell('held')
}

const SCENARIOS: Record<string, () => Promise<unknown>> = {
  change: async () => change(await open()),
  upgrade,
  repair,
  'fill-database': fillDatabase,
  'save-next-index': saveNextIndex,
  hold,
}
await SCENARIOS[scenario]?.()
