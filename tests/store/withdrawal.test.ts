import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeBackToFirstVersion } from './earlier-database.js'
import { prepared } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DIMENSIONS = 16
const OPTIONS = { modelId: 'm', dimensions: DIMENSIONS }
const SAID = 'the keeper of the whale lighthouse is called Bo Zhou'
const KEPT = 'the ferry leaves at seven'

let store: TemporaryArchive
beforeEach(async () => {
  store = await TemporaryArchive.open(OPTIONS)
})
afterEach(() => store.dispose())

const put = (id: string, text: string, title = `title ${id}`, collection = 'default') =>
  store.archive.putDocuments(collection, [prepared(id, [text], { dimensions: DIMENSIONS, title })])

function citation(documentId: string, quote: string, collection = 'default') {
  const place = { collection, documentId, start: 0, end: quote.length }
  return { ...place, title: `title ${documentId}`, url: `https://example.org/${documentId}`, quote }
}

/** An answer of two blocks, one from each document, whose trace and refusal show the first one too. */
function answer(id: string, collection = 'default') {
  const [first, second] = [citation('a', SAID, collection), citation('b', KEPT)]
  const { quote, ...place } = first
  return {
    id,
    createdAt: '2025-01-01T00:00:00Z',
    conversationId: null,
    question: 'who?',
    owner: 'key_reader',
    collections: [collection, 'default'],
    body: {
      text: `${SAID} [1]\n${KEPT} [2]`,
      blocks: [
        { text: `Bo Zhou, since ${SAID}`, citations: [first] },
        { text: KEPT, citations: [second] },
      ],
      refusal: { message: 'not found', nearest: [{ passage: { ...place, text: quote }, score: 1 }] },
    },
    trace: { dropped: [first] },
  }
}

const stored = async (id = 'ans') => JSON.stringify(await store.archive.answer(id))

/** Every byte that is kept, after the archive has let go of it. */
async function bytesKept(): Promise<Buffer> {
  await store.archive.close()
  const entries = await readdir(store.dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  return Buffer.concat(await Promise.all(files.map(file => readFile(join(file.parentPath, file.name)))))
}

describe('What was withdrawn', () => {
  beforeEach(async () => {
    await put('a', SAID)
    await put('b', KEPT)
    await store.archive.putAnswer(answer('ans'))
  })

  it('is kept as it was given while its documents say it, also when they change elsewhere', async () => {
    expect(await store.archive.answer('ans')).toEqual(answer('ans'))
    await put('a', `${SAID}, and more`, 'title a')
    expect(await store.archive.answer('ans')).toEqual(answer('ans'))
  })

  it.each([
    ['removed', () => store.archive.deleteDocument('default', 'a')],
    ['replaced', () => put('a', 'nothing of the kind', 'a new name')],
  ])('leaves kept answers and the disk when its document is %s; the rest stays', async (how, change) => {
    await change()
    const left = await stored()
    expect(left).not.toMatch(/whale|Bo Zhou|title a/)
    expect(left.includes('a new name')).toBe(how === 'replaced')
    expect(await store.archive.answer('ans')).toMatchObject({
      question: 'who?',
      body: {
        text: '',
        blocks: [{ text: '', citations: [{ documentId: 'a', quote: '' }] }, answer('ans').body.blocks[1]],
        refusal: { message: 'not found', nearest: [{ passage: { text: '' } }] },
      },
    })
    const bytes = await bytesKept()
    expect(bytes.includes(KEPT)).toBe(true)
    for (const gone of [SAID, 'the whale lighthouse', 'title a']) expect(bytes.includes(gone)).toBe(false)
  })

  it('leaves them when its collection is removed', async () => {
    await store.archive.putCollection('news')
    await put('a', SAID, 'title a', 'news')
    await store.archive.putAnswer(answer('other', 'news'))
    await store.archive.deleteCollection('news')
    expect(await stored('other')).not.toMatch(/whale|Bo Zhou|title a/)
    expect(await stored('ans')).toContain(SAID)
  })

  it('does not come in with an answer that was made before and is kept after', async () => {
    await store.archive.deleteDocument('default', 'a')
    await store.archive.putAnswer(answer('late'))
    expect(await stored('late')).not.toMatch(/whale|Bo Zhou|title a/)
    expect(await stored('late')).toContain(KEPT)
  })

  it('leaves answers of an earlier version once, and from then on with their documents', async () => {
    await store.archive.deleteDocument('default', 'a')
    await store.archive.close()
    const earlier = new Database(join(store.dataDir, 'youju.db'))
    takeBackToFirstVersion(earlier)
    const { body, trace } = answer('ans')
    earlier.prepare('UPDATE answers SET body = ?, trace = ?').run(JSON.stringify(body), JSON.stringify(trace))
    earlier.close()
    await store.reopen()
    expect(await stored()).not.toMatch(/whale|Bo Zhou|title a/)
    expect(await stored()).toContain(KEPT)
    await store.archive.deleteDocument('default', 'b')
    expect(await stored()).not.toContain(KEPT)
  })

  it('leaves no bytes of any of many documents, removed and replaced among others that stay', async () => {
    const phrase = (index: number) => `phrase ${index} of `.repeat(20 + (index % 7) * 60)
    for (let index = 0; index < 90; index++) await put(`d${index}`, phrase(index))
    for (let index = 0; index < 90; index += 3) {
      await store.archive.deleteDocument('default', `d${index}`)
      await put(`d${index + 1}`, `other words ${index}`)
    }
    const bytes = await bytesKept()
    const found = Array.from({ length: 90 }, (_, index) =>
      bytes.includes(`phrase ${index} of phrase ${index}`),
    )
    expect(found).toEqual(Array.from({ length: 90 }, (_, index) => index % 3 === 2))
  })
})
