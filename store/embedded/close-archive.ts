import type { AppError } from '../../core/errors.js'
import { settledBefore } from '../../core/settled-before.js'
import type { DirectoryLock } from './directory-lock.js'
import type { IndexSaver } from './vectors/index-saver.js'
import type { Workers } from './workers/archive-workers.js'

/** How long threads are waited for that have work in hand at the deadline. */
const LAST_STEP_MS = 500

interface Open {
  readonly saver: IndexSaver
  readonly lock: DirectoryLock
  /** What ended threads. */
  readonly failures: readonly AppError[]
}

/**
 * Saves what is worth it, ends the threads, the writing one last, and gives the data directory free.
 * @param deadline see `Archive.close`
 */
export async function closeArchive(
  { searcher, reader, writer }: Workers,
  { saver, lock, failures }: Open,
  deadline: AbortSignal | undefined,
): Promise<void> {
  try {
    await saver.saveAll(deadline)
  } catch (error) {
    // A thread that has ended cannot save; what is acknowledged is in the database.
    if (failures.length === 0) throw error
  }
  try {
    // What is under way at the deadline may come to its next step. Whoever does not hangs in the disk: it only reads
    // the database, and nobody believes the file that it writes.
    const last = deadline?.aborted === true ? AbortSignal.timeout(LAST_STEP_MS) : deadline
    await settledBefore(last, Promise.allSettled([searcher.close(), reader.close()]))
    await writer.close()
  } finally {
    lock.release()
  }
}
