import { documentKey, type FusedPassage } from './fuse.js'
import { comparable, holdsPhrase } from './interpret/phrases.js'

/** What a question prefers among what matches its words. */
export interface Preferences {
  /** Quoted phrases: passages that hold more of them come first. */
  readonly phrases: readonly string[]
  /** Titles of works: documents named so, or that name them, are likelier. */
  readonly titles: readonly string[]
  /** RFC 3339, half-open: documents published then are likelier. */
  readonly published: { readonly from?: string | undefined; readonly until?: string | undefined } | undefined
}

export interface Preferred {
  /** Ranked; the best passage has score 1. */
  readonly found: readonly FusedPassage[]
  /** Those of the phrases that some passage holds. */
  readonly heldPhrases: readonly string[]
}

/** How much likelier a document published in the time asked for is; one without a date stays as it is. */
const PUBLISHED_ODDS = 3
/** How much likelier a document is that holds the title of a work asked for. */
const TITLE_ODDS = 3
/** How much likelier a document is for each quoted phrase that it holds. */
const PHRASE_ODDS = 20

/**
 * Ranks anew by what a question asks for besides its words. Quoted phrases decide before everything else, since
 * exactness is why they are quoted; a passage without them stays, below. Titles and times of publication only
 * raise the odds.
 */
export function prefer(found: readonly FusedPassage[], preferences: Preferences): Preferred {
  const { phrases, titles, published } = preferences
  if (phrases.length + titles.length === 0 && published === undefined) return { found, heldPhrases: [] }
  const documents = holdingsOf(found, preferences)
  const total = [...documents.values()].reduce((sum, { odds, probability }) => sum + odds * probability, 0)
  const weighed = found.map(item => {
    const document = documents.get(documentKey(item.passage))
    const odds = document?.odds ?? 1
    return {
      ...item,
      score: item.score * odds,
      probability: total > 0 ? (item.probability * odds) / total : item.probability,
      // Its own words first, then those of its document.
      tier:
        (document?.passages.get(item.passage.id) ?? 0) * (phrases.length + 1) + (document?.phrases.size ?? 0),
    }
  })
  const held = new Set([...documents.values()].flatMap(document => [...document.phrases]))
  return { found: inTiers(weighed), heldPhrases: phrases.filter(phrase => held.has(phrase)) }
}

interface Holding {
  /** Phrases that stand in its title or one of its passages. */
  readonly phrases: Set<string>
  /** How many of them each passage holds, its title included. */
  readonly passages: Map<number, number>
  readonly probability: number
  odds: number
}

function holdingsOf(found: readonly FusedPassage[], preferences: Preferences): Map<string, Holding> {
  const { phrases, titles, published } = preferences
  const documents = new Map<string, Holding>()
  const named = new Set<string>()
  for (const { passage, probability } of found) {
    const key = documentKey(passage)
    const holding = documents.get(key) ?? { phrases: new Set(), passages: new Map(), probability, odds: 1 }
    documents.set(key, holding)
    if (phrases.length + titles.length === 0) continue
    const texts = [comparable(passage.title), comparable(passage.text)]
    const holds = (phrase: string) => texts.some(text => holdsPhrase(text, phrase))
    const held = phrases.filter(holds)
    for (const phrase of held) holding.phrases.add(phrase)
    holding.passages.set(passage.id, held.length)
    if (titles.some(holds)) named.add(key)
  }
  for (const { passage } of found) {
    const key = documentKey(passage)
    const holding = documents.get(key)
    if (holding === undefined) continue
    holding.odds =
      PHRASE_ODDS ** holding.phrases.size *
      (named.has(key) ? TITLE_ODDS : 1) *
      (isWithin(passage.publishedAt, published) ? PUBLISHED_ODDS : 1)
  }
  return documents
}

function isWithin(publishedAt: string | null, published: Preferences['published']): boolean {
  if (published === undefined || publishedAt === null) return false
  const { from, until } = published
  return (from === undefined || publishedAt >= from) && (until === undefined || publishedAt < until)
}

/** Tier by tier, best first; scores go down from 1 and keep their proportions within a tier. */
function inTiers(found: readonly (FusedPassage & { readonly tier: number })[]): FusedPassage[] {
  const ranked = [...found].sort(
    (one, other) => other.tier - one.tier || other.score - one.score || one.passage.id - other.passage.id,
  )
  let tier = Infinity
  let scale = 1
  let last = Infinity
  return ranked.map(({ tier: own, ...item }) => {
    if (own !== tier) {
      // The first score of all becomes 1; a later tier begins no higher than the one before it ended.
      scale = tier === Infinity ? 1 / item.score : Math.min(scale, item.score > 0 ? last / item.score : scale)
      tier = own
    }
    last = item.score * scale
    return { ...item, score: last }
  })
}
