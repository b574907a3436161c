import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'

const LATEST = 'last'
const MAX_LISTED = 200

/**
 * The kept run to compare with.
 * @param wanted an id, or `last`: the newest of the same name over the same collections
 * @returns null when none is wanted, or there is no `last` yet
 * @throws {AppError} `evaluation_not_found` for an id
 */
export async function baselineOf(
  archive: ArchiveClient,
  wanted: string | undefined,
  run: { readonly name: string; readonly collections: readonly string[] | null },
): Promise<Wire<'Evaluation'> | null> {
  if (wanted === undefined) return null
  if (wanted !== LATEST) return archive.evaluation(wanted)
  const { evaluations } = await archive.evaluations({ limit: MAX_LISTED })
  const last = evaluations.find(
    ({ name, collections }) => name === run.name && keyOf(collections) === keyOf(run.collections),
  )
  return last === undefined ? null : archive.evaluation(last.id)
}

const keyOf = (collections: readonly string[] | null) =>
  JSON.stringify(collections && [...collections].sort())
