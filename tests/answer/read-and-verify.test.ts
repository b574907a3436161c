import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Block, Citation } from '../../answer/answer.js'
import { readingList } from '../../answer/reading-list.js'
import { verify } from '../../answer/verify.js'
import type { Passage } from '../../core/types.js'
import { prepared } from '../store/prepared-documents.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { hit } from './hit.js'

const DIMENSIONS = 8
const passagesOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}第${index}段。`)

let stage: TemporaryArchive
const passages = new Map<string, readonly Passage[]>()
beforeAll(async () => {
  stage = await TemporaryArchive.open({ modelId: 'none', dimensions: DIMENSIONS })
  const names = ['long', 'second', 'third']
  await stage.archive.putDocuments(
    'default',
    names.map(name => prepared(name, passagesOf(name, 30), { dimensions: DIMENSIONS })),
  )
  for (const name of names) passages.set(name, await stage.archive.passagesOfDocument('default', name))
})
afterAll(() => stage.dispose())

function part(name: string, ordinal: number): Passage {
  const found = passages.get(name)?.[ordinal]
  if (found === undefined) throw new Error(`no passage ${ordinal} of ${name}`)
  return found
}

describe('readingList', () => {
  const listed = async (...hits: (readonly [string, number, number])[]) => {
    const documents = await readingList(
      hits.map(([name, ordinal, score]) => hit(part(name, ordinal), score)),
      stage.archive,
    )
    return documents.map(({ passages: read, score }) => ({
      document: read[0]?.documentId,
      ordinals: read.map(({ ordinal }) => ordinal),
      score,
    }))
  }
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index)

  it('reads the two best documents around their hits, the others only where they were hit', async () => {
    expect(await listed(['long', 10, 1], ['second', 0, 0.9], ['third', 20, 0.5], ['third', 4, 0.4])).toEqual([
      { document: 'long', ordinals: range(4, 16), score: 1 },
      { document: 'second', ordinals: range(0, 6), score: 0.9 },
      { document: 'third', ordinals: [4, 20], score: 0.5 },
    ])
  })

  it('reads each passage once, in the order of the text, where neighbourhoods meet', async () => {
    expect(await listed(['long', 20, 0.7], ['second', 29, 0.9], ['long', 12, 0.8])).toEqual([
      { document: 'long', ordinals: range(6, 26), score: 0.8 },
      { document: 'second', ordinals: range(23, 29), score: 0.9 },
    ])
  })

  it('leaves what came far behind unread', async () => {
    const ahead = range(0, 11).map(ordinal => ['long', ordinal, 1 - ordinal / 100] as const)
    const documents = await listed(...ahead, ['third', 0, 0.1])
    expect(documents.map(({ document }) => document)).toEqual(['long'])
  })

  it('is empty without hits, and passes over a document that is gone', async () => {
    expect(await listed()).toEqual([])
    const gone = { ...part('long', 0), documentId: 'gone' }
    expect((await readingList([hit(gone, 1)], stage.archive))[0]?.passages).toEqual([])
  })
})

describe('verify', () => {
  const cite = (change: Partial<Citation> = {}): Citation => {
    const { id, text, start, end, collection, documentId, title } = part('long', 3)
    const about = { collection, documentId, title, url: null, publishedAt: null, passageId: id }
    return { source: 1, ...about, quote: text, start, end, support: 1, ...change }
  }
  const block = (...citations: Citation[]): Block => ({ text: '说法', citations })

  it('keeps what stands where it is said to', async () => {
    const blocks = [
      block(cite()),
      block(cite({ quote: '第3段', start: cite().start + 4, end: cite().end - 1 })),
    ]
    expect(await verify(blocks, stage.archive)).toEqual({ blocks, dropped: [] })
    expect(await verify([], stage.archive)).toEqual({ blocks: [], dropped: [] })
  })

  it.each<readonly [string, Partial<Citation>]>([
    ['other words', { quote: 'long第4段。' }],
    ['one character too far on', { start: 25, end: 33 }],
    ['no words', { quote: '', start: 0, end: 0 }],
    ['offsets beyond the text', { start: 10_000, end: 10_008 }],
    ['offsets counted from the end', { quote: '段', start: -2, end: -1 }],
    ['a document that does not exist', { documentId: 'gone' }],
    ['another document', { documentId: 'second' }],
  ])('drops a citation of %s, and the statement with it', async (_name, change) => {
    const wrong = cite(change)
    const sound = block(cite())
    const { blocks, dropped } = await verify([block(wrong), sound], stage.archive)
    expect(blocks).toEqual([sound])
    expect(dropped).toEqual([wrong])
  })

  it('keeps a statement that another citation still bears out', async () => {
    const wrong = cite({ quote: '没有的话' })
    const { blocks, dropped } = await verify([block(wrong, cite())], stage.archive)
    expect(blocks).toEqual([block(cite())])
    expect(dropped).toEqual([wrong])
  })
})
