import type { Tokeniser } from '../core/text/tokenise.js'
import type { Hit } from '../retrieval/search.js'
import type { Archive } from '../store/archive.js'
import { confidenceFeatures, type ConfidenceFeatures } from './confidence.js'
import { profileQuestion } from './profile.js'
import { rankSentences, type RankedSentence } from './rank-sentences.js'
import type { QuestionProfile } from './read-sentences.js'
import { readingList } from './reading-list.js'

export interface Retrieved {
  readonly question: string
  /** Where it was searched. */
  readonly collections: readonly string[]
  /** Best first. */
  readonly hits: readonly Hit[]
}

/** The sentences of what was retrieved, and what speaks for the best one. */
export interface Consideration {
  readonly profile: QuestionProfile
  /** Best first. */
  readonly ranked: readonly RankedSentence[]
  readonly features: ConfidenceFeatures
}

/** Reads what was retrieved for its sentences. @returns undefined when there is none */
export async function consider(
  { question, collections, hits }: Retrieved,
  { archive, tokeniser }: { archive: Archive; tokeniser: Tokeniser },
  signal?: AbortSignal,
): Promise<Consideration | undefined> {
  const [profile, documents] = await Promise.all([
    profileQuestion(question, collections, { archive, tokeniser }),
    readingList(hits, archive),
  ])
  signal?.throwIfAborted()
  const ranked = rankSentences(documents, profile)
  const [best] = ranked
  return best && { profile, ranked, features: confidenceFeatures(best, hits) }
}
