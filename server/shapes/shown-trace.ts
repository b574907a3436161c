import { z } from 'zod'
import { TRACE_VERSION, type AnswerTrace } from '../../answer/trace.js'
import type { Passage } from '../../core/types.js'
import type { Archive } from '../../store/archive.js'
import type { Wire } from './response-schemas.js'
import { interpretationToWire } from './wire.js'

const number = z.number()
const place = { passageId: z.int(), start: z.int(), end: z.int() }
const features = z.record(z.string(), number)

/** A trace as it lies in the archive. */
const storedTrace = z.object({
  version: z.literal(TRACE_VERSION),
  interpreted: z.object({
    subject: z.string().optional(),
    publishedAfter: z.string().optional(),
    publishedBefore: z.string().optional(),
    timeEffect: z.enum(['filter', 'boost']).optional(),
    phrases: z.array(z.string()).optional(),
    synonyms: z.array(z.object({ from: z.string(), to: z.array(z.string()) })).optional(),
    words: z.array(z.string()).optional(),
  }),
  terms: z.array(z.object({ field: z.enum(['words', 'bigrams']), text: z.string(), passages: z.int() })),
  passages: z.array(
    z.object({
      passageId: z.int(),
      score: number,
      keyword: number.nullable(),
      vector: number.nullable(),
      documentShare: number,
      passageShare: number,
      probability: number,
    }),
  ),
  sentences: z.array(z.object({ ...place, score: number, features, matched: z.array(z.string()) })),
  features: features.nullable(),
  minConfidence: number,
  pinnedRank: z.int().nullable().default(null),
  dropped: z.array(z.object(place)),
  curated: z
    .object({ id: z.string(), match: z.enum(['same', 'reworded']), similarity: number.nullable() })
    .optional(),
  generation: z
    .object({ model: z.string(), dropped: z.array(z.object({ failure: z.string().nullable() })) })
    .nullable(),
  timings: z.object({
    interpret: number,
    keyword: number,
    vector: number,
    fuse: number,
    read: number,
    generate: number,
    verify: number,
  } satisfies Record<keyof AnswerTrace['timings'], z.ZodType>),
})

type StoredTrace = z.output<typeof storedTrace>

/**
 * The trace of an answer with the places that it names, as they stand now: a passage that was removed, changed or
 * may not be seen is left out, and counted.
 * @param trace as it lies in the archive
 * @returns null when it was kept by a version that traced otherwise
 */
export async function showTrace(
  archive: Pick<Archive, 'passages'>,
  trace: unknown,
  maySee: (collection: string) => boolean,
): Promise<Wire<'AnswerTrace'> | null> {
  const { data } = storedTrace.safeParse(parseKept(trace))
  if (data === undefined) return null
  const named = [...data.passages, ...data.sentences, ...data.dropped].map(({ passageId }) => passageId)
  const ids = [...new Set(named)]
  const passages = (await archive.passages(ids)).filter(({ collection }) => maySee(collection))
  const found = new Map(passages.map(passage => [passage.id, passage]))
  return { ...toWire(data, found), hidden_passages: ids.length - found.size }
}

/** A trace is one string of JSON; what an earlier version kept is not. */
function parseKept(trace: unknown): unknown {
  if (typeof trace !== 'string') return undefined
  try {
    return JSON.parse(trace) as unknown
  } catch {
    return undefined
  }
}

function toWire(
  trace: StoredTrace,
  found: ReadonlyMap<number, Passage>,
): Omit<Wire<'AnswerTrace'>, 'hidden_passages'> {
  const present = <Item extends { readonly passageId: number }>(items: readonly Item[]) =>
    items.flatMap(item => {
      const passage = found.get(item.passageId)
      return passage === undefined ? [] : [{ item, passage }]
    })
  return {
    interpreted: {
      ...(trace.interpreted.subject === undefined ? {} : { subject: trace.interpreted.subject }),
      ...interpretationToWire(trace.interpreted),
    },
    terms: trace.terms,
    passages: present(trace.passages).map(({ item, passage }) => ({
      ...placeToWire(passage, { start: 0, end: passage.text.length }),
      title: passage.title,
      score: item.score,
      scores: { keyword: item.keyword, vector: item.vector },
      document_share: item.documentShare,
      passage_share: item.passageShare,
      probability: item.probability,
    })),
    sentences: present(trace.sentences).map(({ item, passage }) => ({
      ...placeToWire(passage, item),
      text: passage.text.slice(item.start, item.end),
      score: item.score,
      matched: item.matched,
      features: snakeCased(item.features),
    })),
    confidence_features: trace.features && snakeCased(trace.features),
    min_confidence: trace.minConfidence,
    pinned_rank: trace.pinnedRank,
    dropped_citations: present(trace.dropped).map(({ item, passage }) => placeToWire(passage, item)),
    ...(trace.curated === undefined ? {} : { curated: trace.curated }),
    generation: trace.generation && {
      model: trace.generation.model,
      dropped_statements: trace.generation.dropped.map(({ failure }) => ({ reason: failure ?? 'unknown' })),
    },
    timings_ms: trace.timings,
  }
}

function placeToWire(
  { id, collection, documentId, start: origin }: Passage,
  at: Pick<Passage, 'start' | 'end'>,
) {
  return {
    collection,
    document_id: documentId,
    passage_id: id,
    start: origin + at.start,
    end: origin + at.end,
  }
}

const snakeCased = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
