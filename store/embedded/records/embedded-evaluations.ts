import type { Clock } from '../../../core/clock.js'
import type { Evaluations } from '../../evaluations.js'
import type { Workers } from '../workers/archive-workers.js'

/** The runs of questions in the database of an embedded archive. */
export function createEvaluations({ writer, reader }: Workers, clock: Clock): Evaluations {
  const timed = <Argument>(argument: Argument) => ({ nowMs: clock.now().getTime(), argument })
  return {
    put: record => writer.call('putEvaluation', timed(record)),
    list: (limit, scope) => reader.call('evaluations', { limit, scope }),
    get: (id, scope) => reader.call('evaluation', { id, scope }),
    remove: (id, scope) => writer.call('deleteEvaluation', timed({ id, scope })),
  }
}
