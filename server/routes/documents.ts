import { AppError } from '../../core/errors.js'
import type { UpsertResult } from '../../core/types.js'
import { requireRole } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import { receiveUpload } from '../http/receive-upload.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { documentFromWire, documentToWire, summaryToWire } from '../shapes/wire.js'
import { DOCUMENT_EXAMPLE, DOCUMENT_INPUT_EXAMPLE, SUMMARY_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'ingestor' | 'uploads'>

/** What is sent to be imported as a job, beside the documents that are answered for at once. */
const UPLOAD_CONTENT = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      description:
        'Files of any format that is read, under any field names; the file name, with its path, becomes the id',
      additionalProperties: { type: 'array', items: { type: 'string', format: 'binary' } },
    },
  },
  'application/x-ndjson': {
    schema: {
      type: 'string',
      description: 'One document a line, with the fields of a document of the JSON form',
    },
  },
  'application/jsonl': { schema: { type: 'string', description: 'The same' } },
} as const

export function documentRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [postRoute(deps, schemas), listRoute(deps, schemas), ...oneDocumentRoutes(deps, schemas)]
}

function postRoute({ archive, ingestor, uploads }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/collections/{collection}/documents',
    operationId: 'putDocuments',
    tag: 'Documents',
    summary: 'Add or update documents',
    description:
      'Upserts by id. The answer means that every document is durable and searchable. When the caller goes ' +
      'away before it, a part may have been kept; sending the same again is safe and costs a hash a document. ' +
      'Files, and documents one a line, are imported by a job: 202 means that they will be, crash or not.',
    role: 'writer',
    gate: 'ingest',
    deadline: false,
    params: schemas.collectionPath,
    query: schemas.noQuery,
    body: {
      name: 'DocumentsPost',
      schema: schemas.DocumentsPost,
      example: { documents: [DOCUMENT_INPUT_EXAMPLE] },
    },
    responses: {
      200: {
        description: 'What became of each, in the order given',
        body: 'UpsertedDocuments',
        example: { documents: [{ id: 'yw-2025-0301', status: 'created', passages: 1 }] },
      },
      202: {
        description: 'All of the upload was received; GET /v1/jobs/{id} says what becomes of it',
        body: 'JobStarted',
        example: { job_id: 'job_7c9e6679-7425-40de-944b-e07fc1f90ae7' },
      },
    },
    errors: ['collection_not_found', 'empty_document', 'embedding_failed', 'model_unavailable', 'disk_full'],
    async handle({ params, body, caller, signal }) {
      await requireCollection(caller, params.collection, archive)
      const documents = body.documents.map(documentFromWire)
      const results = await ingestor.put(params.collection, documents, undefined, signal)
      return reply(200, { documents: results.map(upsertedToWire) })
    },
    upload: {
      content: UPLOAD_CONTENT,
      async handle({ params, caller, content, signal }) {
        const { collection } = params
        await requireCollection(caller, collection, archive)
        uploads.jobs.requireRoom(collection)
        const upload = await receiveUpload(content, { spool: uploads.spool, collection, signal })
        const job = await uploads.jobs.submit(upload, collection, caller.id).catch(async (error: unknown) => {
          await uploads.spool.remove(upload.name)
          throw error
        })
        return reply(202, { job_id: job.id })
      },
    },
  })
}

function listRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/collections/{collection}/documents',
    operationId: 'listDocuments',
    tag: 'Documents',
    summary: 'List the documents of a collection, page by page',
    description:
      'By `published_at`, then id. Documents without one count as their indexing time, in the order and within ' +
      '`published_after` and `published_before`. With `state=withdrawn` (writers only) those that were withdrawn; ' +
      'with `pinned=true` those that are pinned.',
    role: 'reader',
    params: schemas.collectionPath,
    query: schemas.documentsQuery,
    responses: {
      200: {
        description: 'One page, without the texts',
        body: 'DocumentPage',
        example: { documents: [SUMMARY_EXAMPLE], next_cursor: null },
      },
    },
    errors: ['collection_not_found', 'invalid_cursor'],
    async handle({ params, query, caller }) {
      await requireCollection(caller, params.collection, archive)
      if (query.state === 'withdrawn') requireRole(caller, 'writer')
      const {
        limit,
        cursor,
        order,
        state,
        pinned,
        published_after: publishedAfter,
        published_before: publishedBefore,
      } = query
      const page = await archive.documents(params.collection, {
        limit,
        cursor,
        order,
        state,
        isPinned: pinned === undefined ? undefined : pinned === 'true',
        publishedAfter,
        publishedBefore,
      })
      return reply(200, { documents: page.documents.map(summaryToWire), next_cursor: page.nextCursor })
    },
  })
}

function oneDocumentRoutes({ archive }: Deps, schemas: RequestSchemas): Route[] {
  const one = {
    path: '/v1/collections/{collection}/documents/{id}',
    tag: 'Documents',
    params: schemas.documentPath,
    query: schemas.noQuery,
    errors: ['collection_not_found', 'document_not_found'],
  } as const
  return [
    defineRoute({
      ...one,
      method: 'get',
      operationId: 'getDocument',
      summary: 'Show one document with its text',
      role: 'reader',
      responses: { 200: { description: 'The document', body: 'Document', example: DOCUMENT_EXAMPLE } },
      async handle({ params, caller }) {
        await requireCollection(caller, params.collection, archive)
        const document = await archive.document(params.collection, params.id)
        if (document === undefined) throw documentNotFound(params)
        return reply(200, documentToWire(document))
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      operationId: 'deleteDocument',
      summary: 'Remove a document',
      query: schemas.documentDeletion,
      role: 'writer',
      responses: { 204: { description: 'Nothing of it can be retrieved any more' } },
      async handle({ params, query, caller }) {
        await requireCollection(caller, params.collection, archive)
        const options = { keepWithdrawn: query.keep_withdrawn === 'true' }
        if (!(await archive.deleteDocument(params.collection, params.id, options)))
          throw documentNotFound(params)
        return reply(204)
      },
    }),
  ]
}

function upsertedToWire({ id, status, passages, withdrawn }: UpsertResult) {
  return { id, status, passages, ...(withdrawn === true && { withdrawn }) }
}

/** `document_not_found`, as every route of one document answers it. */
export function documentNotFound({ collection }: { collection: string }): AppError {
  return new AppError(
    'document_not_found',
    `There is no document of that id in the collection "${collection}".`,
  )
}
