import type { Embedder } from '../embeddings/embedder.js'
import type { Archive } from '../store/archive.js'
import { passageInput } from '../embeddings/passage-input.js'

/** Passages embedded and written in one step. */
const BATCH_PASSAGES = 64

/**
 * Gives every passage that has none a vector of the archive's model: after a change of model, in the
 * background, while the keyword arm serves. Recorded as a job; interrupted, it goes on where it stopped.
 * @returns how many were embedded
 */
export async function reEmbed(archive: Archive, embedder: Embedder, signal: AbortSignal): Promise<number> {
  const total = (await archive.vectorIndexes()).reduce((sum, index) => sum + index.missing, 0)
  if (total === 0) return 0
  const job = await archive.createJob('re-embed', total)
  await archive.updateJob(job.id, { state: 'running' })
  let done = 0
  try {
    for (;;) {
      signal.throwIfAborted()
      const passages = await archive.passagesToEmbed(BATCH_PASSAGES)
      if (passages.length === 0) break
      const vectors = await embedder.embed(passages.map(passageInput), 'passage', signal)
      await archive.putVectors(
        passages.flatMap(({ id }, index) => {
          const vector = vectors[index]
          return vector === undefined ? [] : [{ passageId: id, vector }]
        }),
      )
      done += passages.length
      await archive.updateJob(job.id, { done })
    }
  } catch (error) {
    await archive.updateJob(job.id, { state: signal.aborted ? 'cancelled' : 'failed' })
    throw error
  }
  await archive.updateJob(job.id, { state: 'done' })
  return done
}
