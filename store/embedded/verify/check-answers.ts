import { documentLookUp } from '../documents/cited-documents.js'
import { withoutWithdrawn } from '../documents/withdrawal.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

interface AnswerRow {
  readonly id: string
  readonly body: string
  readonly trace: string
}

/** Kept answers quote nothing that their documents do not say now: `text.slice(start, end) === quote`. */
export function checkAnswers({ statements }: CheckContext, tally: Tally): void {
  const lookUp = documentLookUp(statements)
  const select = 'SELECT id, body, trace FROM answers WHERE id > ? ORDER BY id LIMIT 100'
  let after = ''
  for (;;) {
    const rows = statements.rows<[string], AnswerRow>(select).all(after)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    for (const { id, body, trace } of rows) {
      tally.examine()
      const kept = { body: JSON.parse(body) as unknown, trace: JSON.parse(trace) as unknown }
      if (withoutWithdrawn(kept, lookUp) !== kept)
        tally.problem(`answer ${id} shows something that its document does not say`)
    }
  }
}
