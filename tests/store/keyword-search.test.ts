import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IndexTerm } from '../../store/archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { prepared, seededRandom } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

const DIMENSIONS = 4
const ROWS = 5000
const COMMON = ['common0', 'common1', 'common2', 'common3', 'common4', 'common5']
const RARE = Array.from({ length: 9 }, (_, index) => `rare${index}`)
/** Parameters of the BM25 of FTS5. */
const K1 = 1.2
const B = 0.75
/** Words of each title, which count for the length of a row. */
const TITLE_WORDS = 2

const term = (text: string): IndexTerm => ({ field: 'words', text })

describe('keyword search where common terms name most rows', () => {
  let probe: TemporaryArchive
  const rows = corpus()

  beforeAll(async () => {
    const vectorIndex = { minGraphPassages: ROWS + 1 }
    probe = await TemporaryArchive.open({ modelId: 'test', dimensions: DIMENSIONS, vectorIndex })
    const documents = rows.map((words, index) =>
      prepared(`d${index}`, [words.join(' ')], {
        dimensions: DIMENSIONS,
        tags: [index < 50 ? 'few' : 'many'],
      }),
    )
    for (let at = 0; at < ROWS; at += 250)
      await probe.archive.putDocuments('default', documents.slice(at, at + 250))
  }, 120_000)
  afterAll(() => probe.dispose())

  const search = (texts: readonly string[], limit: number, tags?: readonly string[]) =>
    probe.archive.searchKeyword({
      ...{ collections: ['default'], terms: texts.map(term), limit },
      ...(tags && { filter: { tags } }),
    })

  it('ranks as BM25 over every row does, by the common terms too', async () => {
    const asked = [...COMMON, ...RARE]
    const expected = bruteForce(rows, asked).slice(0, 10)
    const { passages, documents } = await search(asked, 20)
    // The archive was empty: passage ids count from 1 in the order of ingestion.
    expect(passages.slice(0, 10).map(({ passageId }) => passageId - 1)).toEqual(
      expected.map(({ index }) => index),
    )
    expect(documents.slice(0, 10).map(({ documentId }) => documentId)).toEqual(
      expected.map(({ index }) => `d${index}`),
    )
    for (const [rank, { score }] of expected.entries()) expect(passages[rank]?.score).toBeCloseTo(score, 5)
  })

  it('goes on to rows that only common terms match when the rare ones name too few', async () => {
    const matching = rows.filter(words => words.some(word => COMMON.includes(word) || word === 'rare0'))
    expect(matching.length).toBeGreaterThan(4000)
    expect((await search([...COMMON, 'rare0'], 4000)).passages).toHaveLength(4000)
  })

  it('finds everything that a filter leaves', async () => {
    const asked = [...COMMON, ...RARE]
    const few = rows.slice(0, 50).filter(words => words.some(word => asked.includes(word)))
    expect((await search(asked, 100, ['few'])).passages).toHaveLength(few.length)
  })
})

describe('keyword search after many changes', () => {
  it('scores as if only what is there had ever been added', async () => {
    const [changed, fresh] = [await openEmpty(), await openEmpty()]
    const document = (id: string, round: number) =>
      prepared(id, [`ferry ${id} `, 'and more '.repeat(round + 1)], { dimensions: DIMENSIONS })
    const ids = Array.from({ length: 10 }, (_value, index) => `d${index}`)
    try {
      await fresh.archive.putDocuments(
        'default',
        ids.slice(2).map(id => document(id, 0)),
      )
      for (let round = 9; round >= 0; round--)
        await changed.archive.putDocuments(
          'default',
          ids.map(id => document(id, round)),
        )
      for (const id of ids.slice(0, 2)) await changed.archive.deleteDocument('default', id)
      await changed.archive.withdrawDocument('default', 'd9', null)
      await fresh.archive.deleteDocument('default', 'd9')
      const scores = async ({ archive }: TemporaryArchive) => {
        const asked = { collections: ['default'], terms: ['d3', 'more', 'ferry'].map(term), limit: 20 }
        const { passages, documents } = await archive.searchKeyword(asked)
        return [passages.map(({ score }) => score), documents]
      }
      expect(await scores(changed)).toEqual(await scores(fresh))
      const { checks } = await embeddedMaintenance(changed.dataDir).verify({ full: true, modelId: 'test' })
      expect(checks.flatMap(({ details }) => details)).toEqual([])
    } finally {
      await changed.dispose()
      await fresh.dispose()
    }
  })
})

const openEmpty = () => TemporaryArchive.open({ modelId: 'test', dimensions: DIMENSIONS })

/** Rows in which nearly half hold each of the common words, and one in eighty each of the rare ones. */
function corpus(): string[][] {
  const random = seededRandom(21)
  return Array.from({ length: ROWS }, () => [
    ...COMMON.filter(() => random() < 0.45),
    ...RARE.filter(() => random() < 0.0125),
    ...Array.from({ length: 10 + Math.floor(random() * 20) }, () => `filler${Math.floor(random() * 400)}`),
  ])
}

function bruteForce(rows: readonly (readonly string[])[], asked: readonly string[]) {
  const length = (words: readonly string[]) => words.length + TITLE_WORDS
  const mean = rows.reduce((sum, words) => sum + length(words), 0) / rows.length
  const rarity = asked.map(text => {
    const holding = rows.filter(words => words.includes(text)).length
    return Math.max(1e-6, Math.log((rows.length - holding + 0.5) / (holding + 0.5)))
  })
  const scoreOf = (words: readonly string[]) =>
    asked.reduce((sum, text, index) => {
      const count = words.filter(word => word === text).length
      const damping = K1 * (1 - B + (B * length(words)) / mean)
      return sum + ((rarity[index] ?? 0) * count * (K1 + 1)) / (count + damping)
    }, 0)
  return rows
    .map((words, index) => ({ index, score: scoreOf(words) }))
    .sort((one, other) => other.score - one.score || one.index - other.index)
}
