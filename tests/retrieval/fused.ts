import type { FusedPassage } from '../../retrieval/fuse.js'

let next = 1

/** A ranked passage of a document of its own, unless `documentId` says otherwise. */
export function fused(
  score: number,
  fields: { documentId?: string; title?: string; text?: string; publishedAt?: string | null } = {},
): FusedPassage {
  const id = next++
  const text = fields.text ?? `段落${String(id)}`
  const passage = {
    id,
    collection: 'default',
    documentId: fields.documentId ?? `doc-${String(id)}`,
    title: fields.title ?? '标题',
    url: null,
    publishedAt: fields.publishedAt ?? null,
    ordinal: 0,
    start: 0,
    end: text.length,
    text,
  }
  const features = { document: 0, passage: 0, similarity: 0 }
  return { passage, score, keyword: null, similarity: null, probability: score / 2, features }
}

export const idsOf = (found: readonly FusedPassage[]) => found.map(({ passage }) => passage.documentId)

/** Scores fall from 1 and never below 0. */
export function isRanking(found: readonly FusedPassage[]): boolean {
  return (
    found[0]?.score === 1 &&
    found.every(({ score }, index) => score >= 0 && score <= (found[index - 1]?.score ?? 1))
  )
}
