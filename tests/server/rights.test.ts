import { describe, expect, it } from 'vitest'
import { ANONYMOUS_CALLER, LOOPBACK_CALLER, type Caller } from '../../server/access/auth.js'
import {
  jobScope,
  narrowCollections,
  personalScope,
  readableCollections,
  requireCollection,
  requireOwnCollectionId,
  requireUnlimited,
} from '../../server/access/rights.js'
import { createFakeRooms } from './fakes.js'

const reader: Caller = { kind: 'key', id: 'key_r', role: 'reader', collections: ['news', 'planned'] }
const everything: Caller = { kind: 'key', id: 'key_e', role: 'reader', collections: undefined }
const { archive } = createFakeRooms()
await archive.putCollection('news')
await archive.putCollection('law')

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no failure',
    (error: unknown) => ({ ...(error as object), message: (error as Error).message }),
  )
}

describe('the collections of a search', () => {
  it.each([
    ['without limits, all', everything, undefined, undefined],
    ['without limits, those asked for', everything, ['law'], ['law']],
    ['limited, those that exist', reader, undefined, ['news']],
    ['limited, those asked for', reader, ['news'], ['news']],
    ['without any right, none', ANONYMOUS_CALLER, undefined, []],
  ])('%s', async (_name, caller, asked, expected) => {
    expect(await narrowCollections(caller, asked, archive)).toEqual(expected)
  })

  it.each([['law'], ['nowhere'], ['planned']])('are refused alike when one is %s', async id => {
    const failure = await failureOf(narrowCollections(reader, ['news', id], archive))
    expect(failure).toMatchObject({ code: 'collection_not_found' })
    expect(JSON.stringify(failure).replaceAll(id, 'x')).toBe(
      JSON.stringify(await failureOf(requireCollection(reader, 'x', archive))),
    )
  })
})

describe('one collection', () => {
  it('is read by whoever may, and unknown to everybody else', async () => {
    expect(await requireCollection(reader, 'news', archive)).toMatchObject({ id: 'news' })
    expect(await requireCollection(everything, 'law', archive)).toMatchObject({ id: 'law' })
    const foreign = JSON.stringify(await failureOf(requireCollection(reader, 'law', archive)))
    const unknown = JSON.stringify(await failureOf(requireCollection(reader, 'wal', archive)))
    expect(foreign.replaceAll('law', 'wal')).toBe(unknown)
    expect((await readableCollections(reader, archive)).map(({ id }) => id)).toEqual(['news'])
  })

  it('is made only under an id of the own, whether there is another or not', () => {
    requireOwnCollectionId(reader, 'planned')
    for (const id of ['law', 'nowhere'])
      expect(() => {
        requireOwnCollectionId(reader, id)
      }).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })
})

describe('what belongs to somebody', () => {
  it('is theirs, within their collections; everything is the administrator’s of the whole', () => {
    expect(personalScope(reader)).toEqual({ owner: 'key_r', collections: reader.collections })
    expect(personalScope(everything)).toEqual({ owner: 'key_e', collections: undefined })
    expect(personalScope({ ...reader, role: 'admin' })).toMatchObject({ owner: 'key_r' })
    expect(personalScope(LOOPBACK_CALLER)).toEqual({})
    expect(jobScope(reader)).toEqual({ collections: reader.collections })
  })

  it('when it is of the whole service, needs a caller without limits', () => {
    requireUnlimited(everything)
    expect(() => {
      requireUnlimited({ ...reader, role: 'admin' })
    }).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })
})
