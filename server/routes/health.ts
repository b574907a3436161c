import { AppError, ERROR_TABLE } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { isUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { diskToWire, vectorIndexToWire } from '../shapes/wire.js'
import type { Wire } from '../shapes/response-schemas.js'
import { COLLECTION_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'embedder' | 'preparing'>

const READINESS_EXAMPLE: Wire<'Readiness'> = {
  status: 'ready',
  embedding_model: 'youju-zh-small@1',
  collections: 1,
  documents: COLLECTION_EXAMPLE.documents,
  passages: COLLECTION_EXAMPLE.passages,
  disk: { free_bytes: 52_000_000_000, min_free_bytes: 256_000_000, low: false },
  vector_indexes: [{ collection: 'default', state: 'ready', generation: 1, vectors: 118, missing: 0 }],
}

export function healthRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      operationId: 'health',
      tag: 'Operation',
      summary: 'Say that the process is alive',
      role: 'anyone',
      query: schemas.noQuery,
      responses: { 200: { description: 'Alive', body: 'Health', example: { status: 'ok' } } },
      errors: [],
      handle: () => reply(200, { status: 'ok' }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      operationId: 'readiness',
      tag: 'Operation',
      summary: 'Say whether questions can be answered',
      description:
        'Reads the archive and runs the embedding model. 503 with the reason otherwise. The figures are for callers ' +
        'that may read every collection.',
      role: 'anyone',
      query: schemas.noQuery,
      responses: {
        200: { description: 'Questions can be answered', body: 'Readiness', example: READINESS_EXAMPLE },
      },
      errors: [],
      async handle({ caller, signal }) {
        const { status, ...details } = await readiness(deps, signal)
        const maySee = caller.kind !== 'widget' && isUnlimited(caller)
        return reply(200, maySee ? { status, ...details } : { status })
      },
    }),
  ]
}

/** @throws {AppError} `not_ready`, naming the part that fails or is not there yet */
async function readiness(
  { archive, embedder, preparing }: Deps,
  signal: AbortSignal,
): Promise<Wire<'Readiness'>> {
  const underWay = preparing?.()
  if (underWay !== undefined)
    throw new AppError('not_ready', `Not every question can be answered yet: ${underWay}.`)
  const collections = await archive.collections().catch(notReady('the archive cannot be read'))
  const disk = await archive.disk().catch(notReady('the disk cannot be looked at'))
  const indexes = await archive.vectorIndexes().catch(notReady('the archive cannot be read'))
  // The same short text each time: after the first it comes from the query cache.
  await embedder.embed(['就绪'], 'query', signal).catch(notReady('the embedding model does not run'))
  return {
    status: 'ready',
    embedding_model: embedder.id,
    collections: collections.length,
    documents: collections.reduce((sum, { documents }) => sum + documents, 0),
    passages: collections.reduce((sum, { passages }) => sum + passages, 0),
    disk: diskToWire(disk),
    vector_indexes: indexes.map(vectorIndexToWire),
  }
}

function notReady(part: string): (error: unknown) => never {
  return error => {
    const code = error instanceof AppError ? ` (${error.code}: ${ERROR_TABLE[error.code].title})` : ''
    throw new AppError('not_ready', `Questions cannot be answered: ${part}${code}.`, { cause: error })
  }
}
