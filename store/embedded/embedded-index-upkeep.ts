import type { Clock } from '../../core/clock.js'
import type { IndexUpkeep } from '../index-upkeep.js'
import type { Workers } from './workers/archive-workers.js'

export function createIndexUpkeep({ writer, reader, searcher }: Workers, clock: Clock): IndexUpkeep {
  const timed = <Argument>(argument: Argument) => ({ nowMs: clock.now().getTime(), argument })
  return {
    document: (collection, id) => reader.call('documentToIndex', { collection, id }),
    putTerms: (collection, documents) => writer.call('putTerms', timed({ collection, documents })),
    prune: collection => writer.call('pruneIndexes', timed(collection)),
    rebuildVectors: collection => searcher.call('rebuild', collection),
  }
}
