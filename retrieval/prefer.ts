import { documentKey, type FusedPassage } from './fuse.js'
import { comparable, holdsPhrase } from './interpret/phrases.js'
import { reweigh } from './reweigh.js'

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
  const weighed = reweigh(found, new Map([...documents].map(([key, { odds }]) => [key, odds])))
  if (phrases.length === 0) return { found: weighed, heldPhrases: [] }
  const tierOf = ({ passage }: FusedPassage) => {
    const document = documents.get(documentKey(passage))
    // Its own words first, then those of its document.
    return (document?.passages.get(passage.id) ?? 0) * (phrases.length + 1) + (document?.phrases.size ?? 0)
  }
  const held = new Set([...documents.values()].flatMap(document => [...document.phrases]))
  return { found: inTiers(weighed, tierOf), heldPhrases: phrases.filter(phrase => held.has(phrase)) }
}

interface Holding {
  /** Phrases that stand in its title or one of its passages. */
  readonly phrases: Set<string>
  /** How many of them each passage holds, its title included. */
  readonly passages: Map<number, number>
  odds: number
}

function holdingsOf(found: readonly FusedPassage[], preferences: Preferences): Map<string, Holding> {
  const { phrases, titles, published } = preferences
  const documents = new Map<string, Holding>()
  const named = new Set<string>()
  for (const { passage } of found) {
    const key = documentKey(passage)
    const holding = documents.get(key) ?? { phrases: new Set(), passages: new Map(), odds: 1 }
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
function inTiers(found: readonly FusedPassage[], tierOf: (item: FusedPassage) => number): FusedPassage[] {
  const tiers = new Map<number, FusedPassage[]>()
  for (const item of found) tiers.set(tierOf(item), [...(tiers.get(tierOf(item)) ?? []), item])
  let last = 1
  return [...tiers]
    .sort(([one], [other]) => other - one)
    .flatMap(([, tier], index) => {
      const top = tier[0]?.score ?? 1
      // The first tier begins with 1, a later one no higher than the one before it ended.
      const scale = top > 0 && (index === 0 || top > last) ? last / top : 1
      last = (tier.at(-1)?.score ?? 0) * scale
      return tier.map(item => ({ ...item, score: item.score * scale }))
    })
}
