import { AppError } from '../core/errors.js'
import type { Logger } from '../core/log.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { Job, Passage } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import { passageInput } from '../embeddings/passage-input.js'
import type { Archive } from '../store/archive.js'
import type { DocumentTerms } from '../store/index-upkeep.js'
import { termsOf } from './index-text.js'
import { createTimeSlice } from '../core/time-slice.js'

/** The kind of the jobs that record it. */
export const REINDEX_KIND = 'reindex'
/** Documents whose terms are written in one step. */
const PAGE_DOCUMENTS = 20
/** Passages embedded in one step. */
const BATCH_PASSAGES = 64

export interface ReindexDeps {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
  readonly log: Logger
}

export interface ReindexOrder {
  /** Default: every collection. */
  readonly collections?: readonly string[] | undefined
  /** Every vector anew, not only the missing ones. */
  readonly vectors?: boolean | undefined
  /** Who asked for it. */
  readonly owner: string
}

/**
 * Makes everything that finds documents anew, out of their texts: keyword rows, missing vectors (or all), and the
 * graphs. In the background and document by document, so nothing is ever unfindable; recorded as a job.
 */
export class Reindexing {
  private readonly stopping = new AbortController()
  private running: { readonly id: string; readonly ended: Promise<void> } | undefined

  constructor(private readonly deps: ReindexDeps) {}

  /** @throws {AppError} `job_not_retryable` while one is under way */
  async start(order: ReindexOrder): Promise<Job> {
    const { archive, log } = this.deps
    if (this.running !== undefined)
      throw new AppError(
        'job_not_retryable',
        `The indexes are being made anew already, by ${this.running.id}. Wait for it or cancel it first.`,
      )
    const known = await archive.collections()
    const chosen = known.filter(({ id }) => order.collections?.includes(id) ?? true)
    const total = chosen.reduce((sum, { documents }) => sum + documents, 0)
    const ids = chosen.map(({ id }) => id)
    const job = await archive.createJob(REINDEX_KIND, total, {
      owner: order.owner,
      collections: order.collections === undefined ? null : ids,
    })
    const ended = this.run(job.id, ids, order)
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted)
          log.error({ err: error, job: job.id }, 'making the indexes anew failed')
      })
      .finally(() => {
        this.running = undefined
      })
    this.running = { id: job.id, ended }
    return job
  }

  /** Resolves when nothing is worked on any more. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running?.ended
  }

  private async run(id: string, collections: readonly string[], order: ReindexOrder): Promise<void> {
    const { archive } = this.deps
    let done = 0
    const advance = async (documents: number): Promise<boolean> => {
      this.stopping.signal.throwIfAborted()
      return (await archive.updateJob(id, { done: (done += documents) })).state === 'running'
    }
    try {
      await archive.updateJob(id, { state: 'running' })
      for (const collection of collections)
        if (!(await this.reindexCollection(collection, order, advance))) return
      await archive.updateJob(id, { state: 'done', total: done })
    } catch (error) {
      await archive.updateJob(id, this.stopping.signal.aborted ? { state: 'cancelled' } : failure(error))
      throw error
    }
  }

  /** @returns false when the job was cancelled */
  private async reindexCollection(
    collection: string,
    order: ReindexOrder,
    advance: (documents: number) => Promise<boolean>,
  ): Promise<boolean> {
    const { archive } = this.deps
    let cursor: string | null | undefined
    do {
      const page = await archive.documents(collection, {
        limit: PAGE_DOCUMENTS,
        order: 'oldest',
        cursor: cursor ?? undefined,
      })
      const ids = page.documents.map(document => document.id)
      await this.reindexDocuments(collection, ids, order)
      if (!(await advance(ids.length))) return false
      cursor = page.nextCursor
    } while (cursor !== null)
    await archive.indexes.prune(collection)
    await archive.indexes.rebuildVectors(collection)
    return true
  }

  private async reindexDocuments(
    collection: string,
    ids: readonly string[],
    order: ReindexOrder,
  ): Promise<void> {
    const { archive, tokeniser } = this.deps
    const slice = createTimeSlice()
    const terms: DocumentTerms[] = []
    for (const id of ids) {
      const document = await archive.indexes.document(collection, id)
      if (document !== undefined) terms.push(await termsOf(document, { tokeniser, slice }))
      await this.embed(await archive.passagesOfDocument(collection, id), order.vectors === true)
    }
    await archive.indexes.putTerms(collection, terms)
  }

  private async embed(passages: readonly Passage[], all: boolean): Promise<void> {
    const { archive, embedder } = this.deps
    const { signal } = this.stopping
    for (let at = 0; at < passages.length; at += BATCH_PASSAGES) {
      const batch = passages.slice(at, at + BATCH_PASSAGES)
      const kept = all ? undefined : await archive.vectors(batch.map(({ id }) => id))
      const wanted = batch.filter(({ id }) => kept?.has(id) !== true)
      if (wanted.length === 0) continue
      const vectors = await embedder.embed(wanted.map(passageInput), 'passage', signal)
      const put = wanted.flatMap(({ id }, index) => {
        const vector = vectors[index]
        return vector === undefined ? [] : [{ passageId: id, vector }]
      })
      await archive.putVectors(put, { replace: all })
    }
  }
}

function failure(error: unknown) {
  const { code, message } =
    error instanceof AppError
      ? error
      : new AppError('internal_error', 'Making the indexes anew ended unexpectedly; the log says why.')
  return { state: 'failed', errors: [{ item: '*', code, detail: message }] } as const
}
