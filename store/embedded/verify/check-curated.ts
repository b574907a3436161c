import { CuratedQuotes } from '../records/curated-quotes.js'
import { readKeptBlocks } from '../records/curated-store.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

interface CuratedRow {
  readonly key: number
  readonly id: string
  readonly collection: number
  readonly blocks: string
}

/** Each curated answer can be read and has a question; how many of its quotes stand is told, and is no fault. */
export function checkCurated({ statements }: CheckContext, tally: Tally): void {
  const states = new Map<string, number>()
  const select = 'SELECT key, id, collection, blocks FROM curated WHERE key > ? ORDER BY key LIMIT 1'
  const row = (after: number) => statements.rows<[number], CuratedRow>(select).get(after)
  for (let curated = row(0); curated !== undefined; curated = row(curated.key)) {
    tally.examine()
    const count = 'SELECT count(*) FROM curated_questions WHERE curated = ? AND ordinal = 0'
    if (statements.values<[number], number>(count).get(curated.key) !== 1)
      tally.problem(`curated answer ${curated.id} has no question`)
    const quotes = new CuratedQuotes(statements)
    const { collection, blocks } = curated
    const kept = readKeptBlocks(blocks).flatMap(block => block.quotes)
    if (kept.length === 0) tally.problem(`curated answer ${curated.id} has no quote`)
    for (const quote of kept) {
      const state = quotes.find(collection, quote).fault ?? 'stands'
      states.set(state, (states.get(state) ?? 0) + 1)
    }
  }
  const told = [...states].map(([state, number]) => `${state}: ${number}`)
  if (told.length > 0) tally.note(`quotes of curated answers: ${told.join(', ')}`)
}
