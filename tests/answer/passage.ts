import type { Passage } from '../../core/types.js'

/** A passage that is a whole document of the default collection. */
export function passage(id: number, text: string, about: Partial<Passage> = {}): Passage {
  return {
    id,
    collection: 'default',
    documentId: `document-${id}`,
    title: '',
    url: null,
    publishedAt: null,
    ordinal: 0,
    text,
    start: 0,
    end: text.length,
    ...about,
  }
}
