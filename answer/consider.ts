import type { Hit } from '../retrieval/search.js'
import type { QuestionTerms } from '../retrieval/question-terms.js'
import type { Archive } from '../store/archive.js'
import { confidenceFeatures, type ConfidenceFeatures } from './confidence.js'
import { profileQuestion } from './profile.js'
import { rankSentences, type RankedSentence } from './rank-sentences.js'
import type { QuestionProfile } from './read-sentences.js'
import { readingList } from './reading-list.js'
import type { SentenceSelector } from './selector/sentence-selector.js'

export interface Retrieved {
  readonly question: string
  readonly terms: QuestionTerms
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
  { question, terms, hits }: Retrieved,
  { archive, selector }: { readonly archive: Archive; readonly selector: SentenceSelector },
  signal?: AbortSignal,
): Promise<Consideration | undefined> {
  const profile = profileQuestion(question, terms)
  const documents = await readingList(hits, archive)
  signal?.throwIfAborted()
  const ranked = rankSentences(documents, profile, selector)
  const [best] = ranked
  return best && { profile, ranked, features: confidenceFeatures(best, hits) }
}
