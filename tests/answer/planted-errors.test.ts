import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { splitSentences } from '../../core/text/sentences.js'
import { readSampleDocuments, type SampleDocument } from '../fixtures/sample-documents.js'
import { claim, openGenerationStage, type GenerationStage } from './generation-stage.js'
import { seeded } from './planted-change.js'
import { plantIn, type PlantedCase } from './planted-errors.js'

/** At most this share of the untrue statements may reach the reader unmarked. */
const MAX_UNTRUE_SHOWN = 0.01
/** At most this share of the true statements may be dropped. */
const MAX_TRUE_DROPPED = 0.05
/** A reply of more statements is cut off. */
const REPLY_STATEMENTS = 10

interface Judged extends PlantedCase {
  readonly isShown: boolean
}

describe('errors planted into what a model says of the sample archive', () => {
  let stage: GenerationStage
  let judged: Judged[] = []

  beforeAll(async () => {
    stage = await openGenerationStage()
    const random = seeded(20_261_124)
    for (const document of readSampleDocuments()) {
      const { file: id, title, text, publishedAt } = document
      await stage.put({ id, title, text, publishedAt })
      const cases = sentencesOf(document).flatMap((sentence, index, all) =>
        // A third of them: enough for the figures, little enough for every test run.
        index % 3 === 0 && all.length > 2
          ? plantIn(
              { sentence, other: all[(index + 2) % all.length] ?? '', year: Number(publishedAt.slice(0, 4)) },
              random,
            )
          : [],
      )
      judged = [...judged, ...(await judge(cases, id))]
    }
  }, 120_000)
  afterAll(async () => {
    await stage.close()
  })

  /** Each case goes the whole way: written by the model, parsed, checked, verified, reported. */
  async function judge(cases: readonly PlantedCase[], documentId: string): Promise<Judged[]> {
    const passages = await stage.passages(documentId)
    const judgedHere: Judged[] = []
    for (const told of repliesOf(cases)) {
      stage.reply(() => told.map(({ statement, quote }) => claim(statement, quote)).join('\n'))
      const shown = new Set<string>()
      await stage.generator().generate(
        { question: '', passages },
        {
          onBlock: ({ text, citations }) => {
            expect(citations).not.toHaveLength(0)
            shown.add(text)
          },
        },
        new AbortController().signal,
      )
      judgedHere.push(...told.map(planted => ({ ...planted, isShown: shown.has(planted.statement) })))
    }
    return judgedHere
  }

  /** Share of the cases that went wrong, and what they were. */
  function wrong(isTrue: boolean) {
    const all = judged.filter(planted => planted.isTrue === isTrue)
    const failures = all.filter(({ isShown }) => isShown !== isTrue)
    return {
      all,
      share: failures.length / all.length,
      failures: failures.map(({ kind, statement }) => `${kind}: ${statement}`),
    }
  }

  it('reach the reader unmarked in less than one case of a hundred', () => {
    const { all, share, failures } = wrong(false)
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(share, failures.join('\n')).toBeLessThan(MAX_UNTRUE_SHOWN)
  })

  it('cost less than one true statement of twenty', () => {
    const { all, share, failures } = wrong(true)
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(share, failures.join('\n')).toBeLessThan(MAX_TRUE_DROPPED)
  })

  it('are of every kind, none of which gets through often', () => {
    const kinds = [...new Set(judged.map(({ kind }) => kind))]
    expect(kinds.length).toBeGreaterThanOrEqual(16)
    const report = kinds.map(kind => {
      const cases = judged.filter(planted => planted.kind === kind)
      const failures = cases.filter(({ isShown, isTrue }) => isShown !== isTrue).length
      return { kind, cases: cases.length, failures }
    })
    for (const { kind, cases, failures } of report) {
      expect(cases, kind).toBeGreaterThanOrEqual(5)
      expect(failures / cases, kind).toBeLessThan(0.1)
    }
  })
})

/** Replies of one kind each: what two kinds say in the same words must not be said twice in a reply. */
function repliesOf(cases: readonly PlantedCase[]): PlantedCase[][] {
  const kinds = [...new Set(cases.map(({ kind }) => kind))]
  return kinds.flatMap(kind => {
    const all = cases.filter(planted => planted.kind === kind)
    return Array.from({ length: Math.ceil(all.length / REPLY_STATEMENTS) }, (_, reply) =>
      all.slice(reply * REPLY_STATEMENTS, (reply + 1) * REPLY_STATEMENTS),
    )
  })
}

/** Running text: no headings, tables or lists. */
function sentencesOf({ text }: SampleDocument): string[] {
  return splitSentences(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter(sentence => sentence.length >= 12 && sentence.length <= 160 && !/[|*#_]|^-|^\d\./.test(sentence))
}
