import type { CuratedAnswers } from '../../curated.js'
import type { Workers } from '../workers/archive-workers.js'

/** The curated answers in the database of an embedded archive. */
export function createCuratedAnswers({ writer, reader }: Pick<Workers, 'writer' | 'reader'>): CuratedAnswers {
  return {
    put: answer => writer.call('putCurated', answer),
    list: query => reader.call('listCurated', query),
    get: (id, collections) => reader.call('curated', { id, collections }),
    servable: (ids, filter) => reader.call('servableCurated', { ids, filter }),
    remove: (id, collections) => writer.call('removeCurated', { id, collections }),
    questions: () => reader.call('curatedQuestions', undefined),
    dismiss: (questions, dismissed) => writer.call('dismissQuestions', { questions, dismissed }),
    dismissed: () => reader.call('dismissedQuestions', undefined),
  }
}
