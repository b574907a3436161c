import { AppError } from '../../core/errors.js'
import type { CollectionInfo } from '../../core/types.js'
import type { Archive, RecordScope } from '../../store/archive.js'
import type { Caller } from './auth.js'

/**
 * What a caller may see, for every route. A collection, document, job, answer or conversation that is not the
 * caller's looks exactly like one that does not exist: same code, same words, the same reads for it.
 */

type Collections = Pick<Archive, 'collection' | 'collections'>

/** Whether the caller's rights are not limited to some collections. */
export function isUnlimited({ collections }: Caller): boolean {
  return collections === undefined
}

export function mayRead({ collections }: Caller, collection: string): boolean {
  return collections?.includes(collection) ?? true
}

/** The collections that exist and that the caller may read. */
export async function readableCollections(caller: Caller, archive: Collections): Promise<CollectionInfo[]> {
  return (await archive.collections()).filter(({ id }) => mayRead(caller, id))
}

/**
 * The collections that a search of this caller runs over, to be handed to the arms.
 * @param asked undefined: all that the caller may read
 * @returns undefined for all there are, which only a caller without limits gets
 * @throws {AppError} `collection_not_found` for one that is unknown or not the caller's
 */
export async function narrowCollections(
  caller: Caller,
  asked: readonly string[] | undefined,
  archive: Collections,
): Promise<readonly string[] | undefined> {
  if (asked === undefined && isUnlimited(caller)) return undefined
  const readable = (await readableCollections(caller, archive)).map(({ id }) => id)
  const missing = asked?.find(id => !readable.includes(id))
  if (missing !== undefined) throw collectionNotFound(missing)
  return asked ?? readable
}

/**
 * The one collection that a route reads or writes.
 * @throws {AppError} `collection_not_found` when it is unknown or not the caller's
 */
export async function requireCollection(
  caller: Caller,
  id: string,
  archive: Pick<Archive, 'collection'>,
): Promise<CollectionInfo> {
  const found = await archive.collection(id)
  if (found === undefined || !mayRead(caller, id)) throw collectionNotFound(id)
  return found
}

/**
 * For making a collection of a chosen id: a caller who is limited to some may make only those, whether there is
 * another of that id or not.
 * @throws {AppError} `forbidden`
 */
export function requireOwnCollectionId(caller: Caller, id: string): void {
  if (mayRead(caller, id)) return
  throw new AppError('forbidden', 'This key is limited to other collections; nothing was made.')
}

/** For what belongs to the whole service. @throws {AppError} `forbidden` for a caller limited to some collections */
export function requireUnlimited(caller: Caller): void {
  if (isUnlimited(caller)) return
  throw new AppError('forbidden', 'This needs a key that is not limited to some collections.')
}

/**
 * The answers and conversations that a caller may see: its own, as far as they are about collections that it may
 * read. An administrator of the whole service sees everybody's.
 */
export function personalScope(caller: Caller): RecordScope {
  if (caller.role === 'admin' && isUnlimited(caller)) return {}
  return { owner: caller.id, collections: caller.collections }
}

/** The jobs that a caller may see and steer: those that touch only collections that it may read. */
export function jobScope({ collections }: Caller): RecordScope {
  return { collections }
}

/** `collection_not_found`, as every route answers it. */
export function collectionNotFound(id: string): AppError {
  return new AppError(
    'collection_not_found',
    `There is no collection "${id}". GET /v1/collections lists them; PUT /v1/collections/${id} creates it.`,
  )
}
