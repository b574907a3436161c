import { performance } from 'node:perf_hooks'
import type { Clock } from '../core/clock.js'
import { AppError } from '../core/errors.js'
import { createTermMatcher, type TermMatcher } from '../core/text/term-matcher.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, IndexTerm, TermStatistics } from '../store/archive.js'
import { spellCorrections } from './correct.js'
import { documentKey, fuse, type Evidence, type FusedPassage } from './fuse.js'
import { gather } from './gather.js'
import { highlight } from './highlight.js'
import { Lexicons } from './lexicon.js'
import { aliasesOf, makePlan, type Plan } from './plan.js'
import { prefer } from './prefer.js'
import { preferPinned } from './prefer-pinned.js'
import { questionTerms, withAliases } from './question-terms.js'
import { RANK_WEIGHTS } from './rank-model.js'
import { mayRerank, rerank, type Reranker } from './reranker.js'
import { preferCurrent } from './supersede.js'
import { thin } from './thin.js'
import type { Degradation, Hit, Interpretation, Retriever, TracedTerm } from './search.js'

export interface RetrieverParts {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
  /** What "last week" is counted from. */
  readonly clock: Clock
  /** For the collections that ask for one; absent: none is configured. */
  readonly reranker?: Reranker | undefined
}

/** A query word that more than this share of the passages holds is not worth marking. */
const MAX_MARKED_SHARE = 0.2
/** Most passages of one document among ten results, so that no source crowds out the rest. */
const MAX_PER_DOCUMENT = 3

export function createRetriever(parts: RetrieverParts): Retriever {
  const lexicons = new Lexicons(parts.archive)
  return {
    async search(request, signal) {
      const startedAt = performance.now()
      const plan = await makePlan(parts, lexicons, request)
      const plannedAt = performance.now()
      const { query, searched } = plan
      const { evidence, statistics, armsMs } = await gather(
        parts,
        { ...plan, text: query.text, terms: query.terms, collections: searched.map(({ id }) => id) },
        signal,
      )
      const { found, degraded } = await readAgain(plan, evidence, { ...parts, signal })
      const { shown, heldPhrases } = rank(plan, found)
      const aliases = aliasesOf(plan)
      const wanted = withAliases(createTermMatcher(termsWorthMarking(query.terms, statistics)), aliases)
      const hits = shown.map(found => toHit(found, wanted))
      const fuse = performance.now() - plannedAt - Math.max(armsMs.keyword, armsMs.vector)
      return {
        hits,
        interpreted: interpretation(plan, heldPhrases, hits),
        degraded,
        asked: {
          terms: questionTerms(query.terms, statistics, aliases),
          collections: searched.map(({ id, passages }) => ({
            id,
            passages,
            minConfidence: plan.lexicons.get(id)?.settings.minConfidence ?? null,
          })),
        },
        trace: {
          terms: traceTerms(query.terms, statistics),
          timings: { interpret: plannedAt - startedAt, ...armsMs, fuse },
        },
      }
    },
  }
}

/** What both arms found, in one order; that of a reranker where the collections ask for it and it answers. */
async function readAgain(
  { mode, lexicons, query }: Plan,
  evidence: Evidence,
  { reranker, signal }: { reranker?: Reranker | undefined; signal: AbortSignal | undefined },
): Promise<{ found: FusedPassage[]; degraded: Degradation | null }> {
  const found = fuse(evidence, RANK_WEIGHTS[mode], Infinity)
  const asksForIt = (collection: string) => lexicons.get(collection)?.settings.reranker === 'remote'
  if (!mayRerank(found, asksForIt)) return { found, degraded: null }
  try {
    if (reranker === undefined) throw rerankerMissing()
    const asked = { reranker, query: query.text }
    return { found: await rerank(found, asked, signal ?? new AbortController().signal), degraded: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { found, degraded: { code: error.code, message: error.message } }
  }
}

const rerankerMissing = () =>
  new AppError(
    'reranker_failed',
    'The collection asks for a reranking service and none is configured; the results are ranked without it. Set YOUJU_RERANK_BASE_URL.',
  )

function rank(plan: Plan, fused: readonly FusedPassage[]) {
  const { query, reading, limit, preferred, today, mode, order } = plan
  const words = plan.expansion.words.map(({ word }) => word)
  const { found, heldPhrases } = prefer(fused, {
    phrases: reading.phrases,
    titles: [...reading.titles, ...words],
    published: preferred,
  })
  // Who asks for exact words or for a time that is over gets those, not the newest.
  const asksForNow = heldPhrases.length === 0 && (reading.published?.range.until ?? '9999') > today
  const current = asksForNow ? preferCurrent(found, query.text) : found
  const maxPerDocument = Math.max(MAX_PER_DOCUMENT, Math.ceil(limit / 10))
  const ranked = limitPerDocument(thin(current), maxPerDocument)
  const ordered = order === 'pinned' ? preferPinned(ranked, mode !== 'vector') : ranked
  return { shown: ordered.slice(0, limit), heldPhrases }
}

function toHit(found: FusedPassage, wanted: TermMatcher): Hit {
  const { passage, score, keyword, similarity, probability, features } = found
  return {
    passage,
    score,
    scores: { keyword: asShare(keyword), vector: asShare(similarity) },
    highlights: highlight(passage, wanted),
    evidence: { document: features.document, passage: features.passage, similarity, probability },
  }
}

/** A best score divided by itself may come out above 1 by a rounding error. */
function asShare(value: number | null): number | null {
  return value === null ? null : Math.min(1, Math.max(0, value))
}

function traceTerms(terms: readonly IndexTerm[], { passageFrequency }: TermStatistics): TracedTerm[] {
  return terms.map((term, index) => ({ ...term, passages: passageFrequency[index] ?? 0 }))
}

function termsWorthMarking(terms: readonly IndexTerm[], statistics: TermStatistics): string[] {
  const limit = Math.max(5, statistics.passages * MAX_MARKED_SHARE)
  const rare = terms.filter(
    ({ field }, index) => field === 'words' && (statistics.passageFrequency[index] ?? 0) <= limit,
  )
  return rare.map(term => term.text)
}

function interpretation(
  { reading, filter, preferred, expansion, corrections }: Plan,
  heldPhrases: readonly string[],
  hits: readonly Hit[],
): Interpretation {
  const { synonyms, words } = expansion
  const spelt = spellCorrections(
    corrections,
    hits.map(({ passage }) => passage),
  )
  const publishedAfter = preferred?.from ?? filter?.publishedAfter
  const publishedBefore = preferred?.until ?? filter?.publishedBefore
  const isBounded = publishedAfter !== undefined || publishedBefore !== undefined
  return {
    subject: reading.subject,
    ...(publishedAfter !== undefined && { publishedAfter }),
    ...(publishedBefore !== undefined && { publishedBefore }),
    ...(isBounded && { timeEffect: preferred === undefined ? 'filter' : 'boost' }),
    ...(reading.phrases.length > 0 && { phrases: heldPhrases }),
    ...(synonyms.length > 0 && { synonyms: synonyms.map(({ from, to }) => ({ from, to })) }),
    ...(words.length > 0 && { words: words.map(({ word }) => word) }),
    ...(spelt.length > 0 && { corrections: spelt }),
  }
}

/** The first few passages of each document, so that no source crowds out the rest. */
function limitPerDocument(found: readonly FusedPassage[], most: number): FusedPassage[] {
  const taken = new Map<string, number>()
  return found.filter(({ passage }) => {
    const count = (taken.get(documentKey(passage)) ?? 0) + 1
    taken.set(documentKey(passage), count)
    return count <= most
  })
}
