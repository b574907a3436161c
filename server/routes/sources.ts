import { AppError } from '../../core/errors.js'
import { pageUrl } from '../../ingest/sources/page-url.js'
import { sourceNotFound } from '../../ingest/sources/source-service.js'
import type { SourceKind, SourceRecord } from '../../store/source-records.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas, Validated } from '../shapes/request-schemas.js'
import { mayRead, requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { itemFromWire, itemToWire, settingsFromWire, sourceToWire } from '../shapes/source-wire.js'
import { SOURCE_EXAMPLE } from './source-examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'clock' | 'sources'>

const shown = { description: 'The source', body: 'FollowedSource', example: SOURCE_EXAMPLE } as const

export function sourceRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [
    addRoute(deps, schemas),
    listRoute(deps, schemas),
    ...oneRoutes(deps, schemas),
    syncRoute(deps, schemas),
    ...itemRoutes(deps, schemas),
  ]
}

function addRoute({ archive, clock, sources }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/collections/{collection}/sources',
    operationId: 'putSource',
    tag: 'Sources',
    summary: 'Add a page, a feed, a sitemap or a site to be followed',
    description:
      'One of the same kind and address is changed instead. Nothing is read yet: `sync` begins it, and the interval. ' +
      'Files and folders of the server can be named by the operator of its machine only.',
    role: 'writer',
    params: schemas.collectionPath,
    query: schemas.noQuery,
    body: {
      name: 'SourcesPost',
      schema: schemas.SourcesPost,
      example: { address: 'https://yunwan.example/feed.xml', interval_minutes: 60 },
    },
    responses: { 200: shown, 201: { ...shown, description: 'It was added' } },
    errors: ['collection_not_found', 'fetch_refused', 'fetch_failed', 'fetch_too_large', 'robots_disallowed'],
    async handle({ params, body, caller, signal }) {
      await requireCollection(caller, params.collection, archive)
      const { kind, address } = await placeOf(body, caller, url => sources.detect(url, signal))
      const { interval_minutes: intervalMinutes = null } = body
      const { source, created } = await archive.sources.put(
        {
          ...{ collection: params.collection, kind, address, intervalMinutes },
          settings: settingsFromWire(body),
          owner: caller.id,
        },
        clock.now().toISOString(),
      )
      const nextSyncAt = sources.nextSync(intervalMinutes)
      await archive.sources.change(source.id, { nextSyncAt })
      return reply(created ? 201 : 200, sourceToWire({ ...source, nextSyncAt }))
    },
  })
}

async function placeOf(
  { kind, address }: Validated<'SourcesPost'>,
  caller: Caller,
  detect: (url: string) => Promise<SourceKind>,
): Promise<{ kind: SourceKind; address: string }> {
  const url = pageUrl(address)
  if ((url === undefined) !== (kind === 'file'))
    throw new AppError(
      'invalid_request',
      'A file source needs an absolute path, every other an http or https address.',
    )
  if (url === undefined) {
    requireOperator(caller)
    return { kind: 'file', address }
  }
  return { kind: kind ?? (await detect(url)), address: url }
}

/** Whoever may name a file here has it read with the rights of the server: that is for who started it. */
function requireOperator(caller: Caller): void {
  if (caller.kind === 'loopback') return
  throw new AppError(
    'forbidden',
    'Files and folders can be followed only from the machine of the server, without a key.',
  )
}

const maySee = (caller: Caller, { collection, kind }: SourceRecord) =>
  mayRead(caller, collection) && (kind !== 'file' || caller.kind === 'loopback')

function listRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/collections/{collection}/sources',
    operationId: 'listSources',
    tag: 'Sources',
    summary: 'List the sources of a collection',
    role: 'writer',
    params: schemas.collectionPath,
    query: schemas.noQuery,
    responses: {
      200: {
        description: 'Oldest first',
        body: 'FollowedSourceList',
        example: { sources: [SOURCE_EXAMPLE] },
      },
    },
    errors: ['collection_not_found'],
    async handle({ params, caller }) {
      await requireCollection(caller, params.collection, archive)
      const found = await archive.sources.list(params.collection)
      return reply(200, { sources: found.filter(source => maySee(caller, source)).map(sourceToWire) })
    },
  })
}

async function findSource({ archive }: Deps, id: string, caller: Caller): Promise<SourceRecord> {
  const source = await archive.sources.find(id)
  if (source === undefined || !maySee(caller, source)) throw sourceNotFound()
  return source
}

function oneRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const one = {
    path: '/v1/sources/{id}',
    tag: 'Sources',
    role: 'writer',
    params: schemas.idPath,
    query: schemas.noQuery,
    errors: ['source_not_found'],
  } as const
  return [
    defineRoute({
      ...one,
      method: 'get',
      operationId: 'getSource',
      summary: 'Show a source',
      responses: { 200: shown },
      async handle({ params, caller }) {
        return reply(200, sourceToWire(await findSource(deps, params.id, caller)))
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      operationId: 'deleteSource',
      summary: 'Follow a source no longer',
      description: 'Its documents stay.',
      responses: { 204: { description: 'It is followed no longer' } },
      async handle({ params, caller }) {
        await deps.archive.sources.remove((await findSource(deps, params.id, caller)).id)
        return reply(204)
      },
    }),
  ]
}

function syncRoute(deps: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sources/{id}/sync',
    operationId: 'syncSource',
    tag: 'Sources',
    summary: 'Bring a source up to date',
    description:
      'In the background: what is new is added, what has changed is read anew, what is gone is removed. A sync that ' +
      'is under way is joined.',
    role: 'writer',
    params: schemas.idPath,
    query: schemas.noQuery,
    body: { name: 'SourceSyncPost', schema: schemas.SourceSyncPost, example: {} },
    responses: {
      202: { description: 'It has begun', body: 'StartedJob', example: { job_id: 'job_1c9d2f' } },
    },
    errors: ['source_not_found'],
    async handle({ params, body, caller }) {
      const { id } = await findSource(deps, params.id, caller)
      const job = await deps.sources.sync(id, { acceptRemovals: body.accept_removals, force: body.force })
      return reply(202, { job_id: job.id })
    },
  })
}

/** For commands that read files themselves and keep here what they have seen. */
function itemRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const items = {
    path: '/v1/sources/{id}/items',
    tag: 'Sources',
    role: 'writer',
    params: schemas.idPath,
    errors: ['source_not_found'],
  } as const
  const { sources } = deps.archive
  return [
    defineRoute({
      ...items,
      method: 'get',
      operationId: 'listSourceItems',
      summary: 'List the pages or files of a source, gone ones too',
      query: schemas.sourceItemsQuery,
      responses: { 200: { description: 'In the order found', body: 'SourceItems', example: { items: [] } } },
      async handle({ params, query, caller }) {
        const { id } = await findSource(deps, params.id, caller)
        const all = await sources.items(id)
        if (query.key === undefined) return reply(200, { items: all.map(item => itemToWire(item)) })
        const found = all.filter(({ key }) => key === query.key)
        const documents = await sources.documentsOf(id, query.key)
        return reply(200, { items: found.map(item => itemToWire(item, documents)) })
      },
    }),
    defineRoute({
      ...items,
      method: 'post',
      operationId: 'putSourceItems',
      summary: 'Note what was read of the files of a source',
      description: 'For commands that read files themselves and send the documents.',
      query: schemas.noQuery,
      body: {
        name: 'SourceItemsPost',
        schema: schemas.SourceItemsPost,
        example: {
          items: [{ key: 'a.md', fingerprint: { bytes: 12, modified_ms: 1 }, document_ids: ['a.md'] }],
        },
      },
      responses: { 204: { description: 'It is noted' } },
      async handle({ params, body, caller }) {
        const { id, kind } = await findSource(deps, params.id, caller)
        if (kind !== 'file')
          throw new AppError('invalid_request', 'Only what a command has read itself is noted so.')
        await sources.putItems(id, body.items.filter(({ gone }) => gone === undefined).map(itemFromWire))
        for (const { key, gone } of body.items) {
          if (gone !== undefined)
            await sources.putGone(id, { key, at: deps.clock.now().toISOString(), reason: gone })
        }
        return reply(204)
      },
    }),
  ]
}
