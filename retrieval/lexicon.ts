import { createExpressionMatcher, type ExpressionMatcher } from '../core/text/expression-matcher.js'
import type { CollectionInfo, CollectionSettings } from '../core/types.js'
import type { Archive } from '../store/archive.js'

/** The settings of a collection, ready to be looked up in questions. */
export interface Lexicon {
  readonly settings: CollectionSettings
  /** Finds the expressions of `alternatives`. */
  readonly synonyms: ExpressionMatcher
  /** What else is meant by an expression. */
  readonly alternatives: ReadonlyMap<string, readonly string[]>
  readonly words: ExpressionMatcher
}

/** Keeps the lexicon of each collection until its settings change. */
export class Lexicons {
  private readonly kept = new Map<string, { version: number; lexicon: Lexicon }>()

  constructor(private readonly archive: Pick<Archive, 'collectionSettings'>) {}

  /** @returns undefined while nothing is set for it */
  async of({ id, settingsVersion }: CollectionInfo): Promise<Lexicon | undefined> {
    if (settingsVersion === 0) {
      this.kept.delete(id)
      return undefined
    }
    const known = this.kept.get(id)
    if (known?.version === settingsVersion) return known.lexicon
    const settings = await this.archive.collectionSettings(id)
    if (settings === undefined) return undefined
    const lexicon = lexiconOf(settings)
    this.kept.set(id, { version: settingsVersion, lexicon })
    return lexicon
  }

  /** By collection, of those that have one. */
  async ofAll(collections: readonly CollectionInfo[]): Promise<ReadonlyMap<string, Lexicon>> {
    const lexicons = new Map<string, Lexicon>()
    for (const collection of collections) {
      const lexicon = await this.of(collection)
      if (lexicon !== undefined) lexicons.set(collection.id, lexicon)
    }
    return lexicons
  }
}

export function lexiconOf(settings: CollectionSettings): Lexicon {
  const alternatives = new Map<string, Set<string>>()
  for (const group of settings.synonyms) {
    for (const expression of group) {
      const others = alternatives.get(expression) ?? new Set()
      alternatives.set(expression, others)
      for (const other of group) if (other !== expression) others.add(other)
    }
  }
  return {
    settings,
    synonyms: createExpressionMatcher(alternatives.keys()),
    alternatives: new Map(Array.from(alternatives, ([expression, others]) => [expression, [...others]])),
    words: createExpressionMatcher(settings.words),
  }
}
