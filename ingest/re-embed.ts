import { AppError } from '../core/errors.js'
import type { Logger } from '../core/log.js'
import type { Job } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import { passageInput } from '../embeddings/passage-input.js'
import type { Archive } from '../store/archive.js'

/** The kind of the jobs that record it. */
export const RE_EMBED_KIND = 're-embed'
/** Passages embedded and written in one step. */
const BATCH_PASSAGES = 64

export interface ReEmbeddingDeps {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly log: Logger
}

/**
 * Gives every passage that has none a vector of the archive's model: after a change of model, in the
 * background, while the keyword arm serves. Recorded as a job; interrupted, failed or cancelled, it goes on where
 * it stopped when it is started again.
 */
export class ReEmbedding {
  private readonly stopping = new AbortController()
  private begun: Promise<Job | undefined> | undefined
  private ended: Promise<void> = Promise.resolve()

  constructor(private readonly deps: ReEmbeddingDeps) {}

  /**
   * Begins it, or joins the one under way.
   * @returns the job that records it; undefined when no vector is missing
   */
  async start(): Promise<Job | undefined> {
    const { archive } = this.deps
    const joined = await this.begun
    const job = joined && (await archive.job(joined.id))
    // It ends by itself after the batch in hand.
    if (job?.state === 'cancelled') await this.ended
    this.begun ??= this.begin()
    return this.begun
  }

  /** Resolves when nothing is worked on any more. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.begun?.catch(() => undefined)
    await this.ended
  }

  private async begin(): Promise<Job | undefined> {
    const { archive, log } = this.deps
    try {
      this.stopping.signal.throwIfAborted()
      const total = (await archive.vectorIndexes()).reduce((sum, index) => sum + index.missing, 0)
      if (total === 0) {
        this.begun = undefined
        return undefined
      }
      const job = await archive.createJob(RE_EMBED_KIND, total)
      this.ended = this.run(job)
        .catch((error: unknown) => {
          if (!this.stopping.signal.aborted) log.error({ err: error, job: job.id }, 're-embedding failed')
        })
        .finally(() => {
          this.begun = undefined
        })
      return job
    } catch (error) {
      this.begun = undefined
      throw error
    }
  }

  private async run({ id }: Job): Promise<void> {
    const { archive } = this.deps
    const { signal } = this.stopping
    try {
      let done = 0
      let job = await archive.updateJob(id, { state: 'running' })
      while (job.state === 'running') {
        signal.throwIfAborted()
        const embedded = await this.embedBatch()
        done += embedded
        job = await archive.updateJob(id, embedded === 0 ? { state: 'done' } : { done })
      }
    } catch (error) {
      const reason = signal.aborted ? { state: 'cancelled' as const } : failure(error)
      await archive.updateJob(id, reason)
      throw error
    }
  }

  /** @returns how many passages got their vector; 0 when none is missing */
  private async embedBatch(): Promise<number> {
    const { archive, embedder } = this.deps
    const passages = await archive.passagesToEmbed(BATCH_PASSAGES)
    if (passages.length === 0) return 0
    const vectors = await embedder.embed(passages.map(passageInput), 'passage', this.stopping.signal)
    await archive.putVectors(
      passages.flatMap(({ id }, index) => {
        const vector = vectors[index]
        return vector === undefined ? [] : [{ passageId: id, vector }]
      }),
    )
    return passages.length
  }
}

function failure(error: unknown) {
  const { code, message } =
    error instanceof AppError
      ? error
      : new AppError('internal_error', 'Re-embedding ended unexpectedly; the log says why.')
  return { state: 'failed', errors: [{ item: '*', code, detail: message }] } as const
}
