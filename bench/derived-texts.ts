import type { DocumentInput } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive } from '../store/archive.js'
import { seededRandom, unit } from '../tests/store/prepared-documents.js'

/** Length of the noise beside a mix of unit length: a derived vector lies about as near to its parents as real neighbours do. */
const NOISE = 0.55
/** Documents that are recombined with one another: neighbours in time, so often of one topic. */
const GROUP = 25
export const DERIVED_PREFIX = 'derived-'

/** Documents made of real ones, and a model that gives their passages mixes of the real ones' vectors. */
export interface Derived {
  readonly documents: readonly DocumentInput[]
  readonly embedder: Embedder
}

/**
 * Makes an archive larger without the model: the sentences of two neighbouring documents are drawn into one, and
 * each passage gets the normalised mix of two neighbouring vectors, with noise. The same again in every run.
 * Round after round over the real documents, until the caller stops.
 */
export async function* derive(archive: Archive, collection: string, id: string): AsyncGenerator<Derived> {
  for (let round = 0; ; round++) {
    let cursor: string | undefined
    do {
      const page = await archive.documents(collection, { limit: GROUP, order: 'oldest', cursor })
      cursor = page.nextCursor ?? undefined
      const ids = page.documents.map(document => document.id).filter(name => !name.startsWith(DERIVED_PREFIX))
      if (ids.length < 2) continue
      const random = seededRandom(hash(`${round}-${ids.join()}`))
      const texts = await parentsOf(archive, collection, ids)
      const documents = texts.map((one, position) => {
        const other = texts[(position + 1) % texts.length] ?? one
        const text = recombined(one.text, other.text, random)
        return { id: `${DERIVED_PREFIX}${round}-${one.id}`, title: one.title, text }
      })
      const vectors = texts.flatMap(({ vectors: own }) => own)
      yield { documents, embedder: mixingEmbedder(id, vectors, random) }
    } while (cursor !== undefined)
  }
}

async function parentsOf(archive: Archive, collection: string, ids: readonly string[]) {
  return Promise.all(
    ids.map(async id => {
      const passages = await archive.passagesOfDocument(collection, id)
      const vectors = await archive.vectors(passages.map(passage => passage.id))
      const text = passages.map(passage => passage.text).join('')
      return { id, title: passages[0]?.title ?? id, text, vectors: [...vectors.values()] }
    }),
  )
}

/** About half of the sentences of each, in their order, alternating. */
function recombined(one: string, other: string, random: () => number): string {
  const [first, second] = [sentencesOf(one), sentencesOf(other)]
  const drawn = Array.from({ length: Math.max(first.length, second.length) }, (_, position) =>
    [first[position], second[position]].filter(sentence => sentence !== undefined && random() < 0.5).join(''),
  ).join('')
  return drawn.trim() === '' ? one : drawn
}

const sentencesOf = (text: string) => text.split(/(?<=[。！？!?\n])/u)

function mixingEmbedder(id: string, vectors: readonly Float32Array[], random: () => number): Embedder {
  const dimensions = vectors[0]?.length ?? 0
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const mix = (): Float32Array => {
    const position = Math.floor(random() * vectors.length)
    const [one, other] = [vectors[position], vectors[(position + 1) % vectors.length]]
    const share = 0.3 + 0.4 * random()
    const mean = unit(
      Array.from(
        { length: dimensions },
        (_, at) => share * (one?.[at] ?? 0) + (1 - share) * (other?.[at] ?? 0),
      ),
    )
    return unit(mean.map(value => value + (gaussian() * NOISE) / Math.sqrt(dimensions)))
  }
  return {
    ...{ id, dimensions, maxBatch: 128 },
    embed: texts => Promise.resolve(texts.map(mix)),
    close: () => Promise.resolve(),
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 2166136261
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619)
  return state >>> 0
}
