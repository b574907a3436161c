import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { requireCollection, requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { jobToWire, storageToWire } from '../shapes/wire.js'
import { JOB_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'reindex'>

const STORAGE_EXAMPLE: Wire<'Storage'> = {
  disk: { free_bytes: 52_000_000_000, min_free_bytes: 256_000_000, low: false },
  database_bytes: 118_000_000,
  log_bytes: 4_100_000,
  unused_bytes: 1_000_000,
  texts_bytes: 31_000_000,
  answers_bytes: 2_000_000,
  other_bytes: 500_000,
  collections: [
    {
      collection: 'default',
      documents: 4200,
      passages: 20_000,
      keyword_index_bytes: 52_000_000,
      vectors_bytes: 29_000_000,
      index_files_bytes: 24_000_000,
    },
  ],
}

/** What an operator asks of a running service. */
export function maintenanceRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [storageRoute(deps, schemas), reindexRoute(deps, schemas)]
}

function storageRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/storage',
    operationId: 'getStorage',
    tag: 'Operation',
    summary: 'Say what takes how much room',
    description: 'Reads the database from end to end on a thread of its own; a large one takes seconds.',
    role: 'admin',
    query: schemas.noQuery,
    responses: { 200: { description: 'Bytes on the disk', body: 'Storage', example: STORAGE_EXAMPLE } },
    errors: [],
    async handle({ caller }) {
      requireUnlimited(caller)
      return reply(200, storageToWire(await archive.storage()))
    },
  })
}

function reindexRoute({ archive, reindex }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/reindex',
    operationId: 'reindex',
    tag: 'Operation',
    summary: 'Make the indexes anew from the texts, in the background',
    description:
      'Keyword rows, missing vectors (with `vectors: true` all of them) and the vector indexes, document by ' +
      'document: everything can be found meanwhile. Follow the job; one at a time.',
    role: 'admin',
    query: schemas.noQuery,
    body: { name: 'ReindexPost', schema: schemas.ReindexPost, example: { collections: ['default'] } },
    responses: { 202: { description: 'The job that does it', body: 'Job', example: JOB_EXAMPLE } },
    errors: ['collection_not_found', 'job_not_retryable'],
    async handle({ body, caller }) {
      if (body.collections === undefined) requireUnlimited(caller)
      for (const id of body.collections ?? []) await requireCollection(caller, id, archive)
      return reply(202, jobToWire(await reindex({ ...body, owner: caller.id })))
    },
  })
}
