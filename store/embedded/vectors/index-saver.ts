import type { Logger } from '../../../core/log.js'
import { settledBefore } from '../../../core/settled-before.js'
import type { DiskGuard } from '../disk-guard.js'
import type { WorkerClient } from '../workers/rpc.js'
import type { TrustedFile } from './trusted-files.js'
import type { VectorHandlers, VectorSignal } from '../workers/vector-worker.js'

/**
 * Has index files written when they are due: the vector thread writes the file, the writing thread records
 * its checksum, then the older file goes. A crash between any two steps leaves a file that is believed.
 */
export class IndexSaver {
  private work: Promise<void> = Promise.resolve()
  private isGivenUp = false

  constructor(
    private readonly searcher: WorkerClient<VectorHandlers>,
    private readonly record: {
      trust(file: TrustedFile): Promise<void>
      distrust(file: Omit<TrustedFile, 'sha256'>): Promise<void>
    },
    private readonly surroundings: { readonly log: Logger; readonly guard: DiskGuard },
  ) {}

  /** What the vector thread tells. */
  receive(signal: VectorSignal): void {
    if (signal.kind === 'save_due') {
      this.enqueue(signal.collectionKey)
      return
    }
    const { log } = this.surroundings
    log.warn(signal, 'a vector index file is not believed; its index is built anew')
    this.work = this.work
      .then(() => this.record.distrust(signal))
      .catch((error: unknown) => {
        // It will not be believed at the next start either.
        log.warn({ err: error }, 'that a vector index file is not believed could not be noted')
      })
  }

  /**
   * Resolves when everything that is worth a file has one, or could not get it.
   * @param deadline what is not saved when it aborts is given up: the next start brings the file of before up to date
   */
  async saveAll(deadline?: AbortSignal): Promise<void> {
    const isSaved = await settledBefore(deadline, this.saveEach())
    if (isSaved) return
    this.isGivenUp = true
    this.surroundings.log.warn(
      'the stop came before every vector index was saved; the next start brings them up to date from the database',
    )
  }

  private async saveEach(): Promise<void> {
    for (const key of await this.searcher.call('collectionKeys', undefined)) this.enqueue(key)
    await this.work
  }

  private hasGivenUp(): boolean {
    return this.isGivenUp
  }

  private enqueue(collectionKey: number): void {
    this.work = this.work.then(() => this.save(collectionKey))
  }

  private async save(collectionKey: number): Promise<void> {
    if (this.hasGivenUp()) return
    try {
      await this.surroundings.guard.requireRoom()
      const file = await this.searcher.call('save', collectionKey)
      if (file === undefined) return
      await this.record.trust({ collectionKey, ...file })
      await this.searcher.call('confirm', { collectionKey, generation: file.generation })
    } catch (error) {
      if (this.hasGivenUp()) return
      // Nothing is lost: the vectors are in the database, and the file of before is still there.
      this.surroundings.log.warn(
        { err: error, collectionKey },
        'a vector index could not be saved; it will be tried again',
      )
    }
  }
}
