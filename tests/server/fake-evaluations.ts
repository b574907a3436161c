import type { RecordScope } from '../../store/archive.js'
import type { EvaluationHead, EvaluationRecord, Evaluations } from '../../store/evaluations.js'

/** Measured runs in memory. */
export function fakeEvaluations(): Evaluations {
  const kept = new Map<string, EvaluationRecord>()
  const within = (scope: RecordScope | undefined) => (record: EvaluationHead) =>
    scope?.collections === undefined ||
    (record.collections?.every(id => scope.collections?.includes(id)) ?? false)
  const find = (id: string, scope: RecordScope | undefined) =>
    [...kept.values()].filter(within(scope)).find(record => record.id === id)
  return {
    put(record) {
      kept.set(record.id, record)
      return Promise.resolve()
    },
    list: (limit, scope) =>
      Promise.resolve([...kept.values()].filter(within(scope)).reverse().slice(0, limit)),
    get: (id, scope) => Promise.resolve(find(id, scope)),
    remove: (id, scope) => Promise.resolve(find(id, scope) !== undefined && kept.delete(id)),
  }
}
