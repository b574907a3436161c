import { afterEach, describe, expect, it } from 'vitest'
import { ArrivedParts, partsOf } from '../../store/embedded/documents/document-parts.js'
import { prepared } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

const DIMENSIONS = 16
/** Copying so many characters to another thread takes a few milliseconds: far from the 50 that are allowed. */
const MAX_PART_CHARACTERS = 500_000
const sentence = (id: number, length: number) => `${id} `.padEnd(length, '城市交通公告与说明，')
const texts = (count: number, length: number) =>
  Array.from({ length: count }, (_value, index) => sentence(index, length))

/** A batch as large as the API takes, and one document that is larger still. */
const BATCHES = [
  ['1,000 documents of 5,000 characters', 1000, 10, 500],
  ['one document of 3,000,000 characters', 1, 6000, 500],
] as const

describe('Documents on their way to the writing thread', () => {
  it.each(BATCHES)('travel in small parts and arrive whole: %s', (_name, count, passages, length) => {
    const documents = Array.from({ length: count }, (_value, index) =>
      prepared(`d${index}`, texts(passages, length), { dimensions: DIMENSIONS }),
    )
    const arrived = new ArrivedParts()
    for (const part of partsOf(documents, DIMENSIONS)) {
      const sizes = part.flatMap(({ document }) =>
        document.passages.map(({ text, words, bigrams }) => text.length + words.length + bigrams.length),
      )
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_PART_CHARACTERS)
      arrived.add(1, structuredClone(part))
    }
    const kept = arrived.take(1)
    expect(kept.map(({ id }) => id)).toEqual(documents.map(({ id }) => id))
    const joined = kept.map(document => document.passages.map(({ text }) => text).join(''))
    expect(joined.every((text, index) => text === documents[index]?.text)).toBe(true)
    expect(arrived.take(1)).toEqual([])
  })

  it('copies a vector that is a view without the rest of its buffer', () => {
    const document = prepared('d', ['text'], { dimensions: DIMENSIONS })
    const [passage] = document.passages
    if (passage === undefined) throw new Error('one passage expected')
    const buffer = new Float32Array(DIMENSIONS * 1000)
    buffer.set(passage.vector)
    const view = buffer.subarray(0, DIMENSIONS)
    const [part] = partsOf([{ ...document, passages: [{ ...passage, vector: view }] }], DIMENSIONS)
    const vector = part?.[0]?.document.passages[0]?.vector
    expect(vector).toEqual(view)
    expect(vector?.buffer.byteLength).toBe(view.byteLength)
  })
})

describe('A batch of many parts', () => {
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())

  it('is kept in one step, or not at all when its last document is not what it should be', async () => {
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS })
    const { archive } = under
    const large = prepared('large', texts(3000, 300), { dimensions: DIMENSIONS })
    const bad = { ...prepared('bad', ['text'], { dimensions: DIMENSIONS }), title: 'half \ud800' }
    await expect(archive.putDocuments('default', [large, bad])).rejects.toThrow(RangeError)
    expect(await archive.collection('default')).toMatchObject({ documents: 0, passages: 0 })
    expect(await archive.putDocuments('default', [large])).toMatchObject([{ id: 'large', passages: 3000 }])
    expect((await archive.document('default', 'large'))?.text === large.text).toBe(true)
  })

  it.each([
    ['a lone surrogate in the title', { title: 'a\udfff' }],
    ['a NUL in the author', { author: 'a\0b' }],
    ['a lone surrogate in a tag', { tags: ['ok', '\ud83d'] }],
    ['a NUL in the id', { id: 'a\0' }],
    ['a lone surrogate in the address', { url: 'https://example.org/\ud800' }],
  ])('refuses %s', async (_name, change) => {
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS })
    const document = { ...prepared('d', ['text'], { dimensions: DIMENSIONS }), ...change }
    await expect(under.archive.putDocuments('default', [document])).rejects.toThrow(RangeError)
    expect(await under.archive.collection('default')).toMatchObject({ documents: 0 })
  })
})
