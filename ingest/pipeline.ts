import { AppError } from '../core/errors.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { DocumentInput, UpsertResult } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, PreparedDocument } from '../store/archive.js'
import type { IngestProgress, Ingestor } from './ingestor.js'
import { normaliseDocument, type NormalisedDocument } from './normalise-document.js'
import { batchesOf, prepareDocuments } from './prepare-documents.js'
import { createTimeSlice, type TimeSlice } from '../core/time-slice.js'

export interface IngestorLimits {
  /** Passages embedded and written in one step (YOUJU_INGEST_BATCH_PASSAGES); bounds the memory. */
  readonly batchPassages: number
  /** Longest text of a document, in code units (YOUJU_DOCUMENT_MAX_CHARACTERS). */
  readonly documentMaxCharacters: number
}

export interface IngestorDeps {
  readonly archive: Pick<Archive, 'contentStates' | 'putDocuments'>
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
  readonly limits: IngestorLimits
}

interface Call {
  readonly collection: string
  readonly progress: IngestProgress
  readonly signal: AbortSignal | undefined
  readonly slice: TimeSlice
  /** What is known of each id so far. */
  readonly results: Map<string, UpsertResult>
}

export function createIngestor(deps: IngestorDeps): Ingestor {
  return {
    async put(collection, documents, progress = {}, signal) {
      const call = { collection, progress, signal, slice: createTimeSlice(), results: new Map() }
      const normalised = await normalise(documents, deps.limits, call.slice)
      const latest = new Map(normalised.map(document => [document.id, document]))
      const changed = await leaveOutUnchanged([...latest.values()], deps, call)
      await putChanged(changed, deps, call)
      return normalised.map(document => resultOf(document, call))
    },
  }
}

async function normalise(
  documents: readonly DocumentInput[],
  limits: IngestorLimits,
  slice: TimeSlice,
): Promise<NormalisedDocument[]> {
  const normalised: NormalisedDocument[] = []
  for (const [position, document] of documents.entries()) {
    normalised.push(normaliseDocument(document, position, { maxCharacters: limits.documentMaxCharacters }))
    await slice.giveWay()
  }
  return normalised
}

/** Asks for all of them at once; also finds out that the collection exists before any work is done. */
async function leaveOutUnchanged(
  documents: readonly NormalisedDocument[],
  { archive }: IngestorDeps,
  call: Call,
): Promise<NormalisedDocument[]> {
  const ids = documents.map(document => document.id)
  const kept = await archive.contentStates(call.collection, ids)
  const unchanged: UpsertResult[] = []
  const changed = documents.filter(({ id, contentHash }) => {
    const state = kept.get(id)
    if (state?.contentHash !== contentHash) return true
    const result = { id, status: 'unchanged', passages: state.passages } as const
    unchanged.push(state.isWithdrawn ? { ...result, withdrawn: true } : result)
    return false
  })
  await report(unchanged, call)
  return changed
}

/** While a batch is written, the next one is prepared and the one after it begun: neither the model nor the disk waits. */
async function putChanged(
  documents: readonly NormalisedDocument[],
  deps: IngestorDeps,
  call: Call,
): Promise<void> {
  const { batchPassages } = deps.limits
  let preparing: Promise<PreparedDocument[]> = Promise.resolve([])
  let writing = Promise.resolve()
  // Each is awaited in its turn; until then its failure is not unhandled.
  const later = <Value>(work: Promise<Value>): Promise<Value> => {
    work.catch(() => undefined)
    return work
  }
  const keep = async (): Promise<void> => {
    const prepared = await preparing
    await writing
    if (prepared.length > 0) writing = later(write(prepared, deps.archive, call))
  }
  try {
    for await (const batch of batchesOf(documents, batchPassages, call.slice)) {
      call.signal?.throwIfAborted()
      const next = later(prepareDocuments(batch, { ...deps, ...call, batchPassages }, call.signal))
      await keep()
      preparing = next
    }
    await keep()
    await writing
  } catch (error) {
    await writing.catch(() => undefined)
    throw withWhatWasKept(error, call)
  }
}

async function write(
  prepared: readonly PreparedDocument[],
  archive: IngestorDeps['archive'],
  call: Call,
): Promise<void> {
  await report(await archive.putDocuments(call.collection, prepared), call)
}

async function report(results: readonly UpsertResult[], call: Call): Promise<void> {
  if (results.length === 0) return
  for (const result of results) call.results.set(result.id, result)
  await call.progress.onBatch?.(results)
}

function resultOf({ id }: NormalisedDocument, call: Call): UpsertResult {
  const result = call.results.get(id)
  if (result === undefined) throw new Error('the archive left a document out of its results')
  return result
}

function withWhatWasKept(error: unknown, { results }: Call): unknown {
  if (!(error instanceof AppError) || results.size === 0) return error
  return new AppError(
    error.code,
    `${error.message} ${results.size} documents of this call are kept; sending all of them again is safe.`,
    { cause: error, details: { ...error.details, kept: results.size } },
  )
}
