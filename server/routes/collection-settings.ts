import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { collectionNotFound, requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { settingsFromWire, settingsToWire } from '../shapes/wire.js'

const EXAMPLE = {
  synonyms: [['电动自行车', '电瓶车', '电动车']],
  words: ['云湾通', 'TH01'],
  min_confidence: 0.4,
  reranker: null,
}

/** What a collection's operator sets for retrieval and answers in it. */
export function collectionSettingsRoutes(
  { archive }: Pick<ServerDeps, 'archive'>,
  schemas: RequestSchemas,
): Route[] {
  const shared = {
    path: '/v1/collections/{collection}/settings',
    tag: 'Collections',
    role: 'writer',
    params: schemas.collectionPath,
    query: schemas.noQuery,
    responses: { 200: { description: 'The settings', body: 'CollectionSettings', example: EXAMPLE } },
  } as const
  return [
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'getCollectionSettings',
      summary: "Show a collection's synonyms, words and thresholds",
      errors: ['collection_not_found'],
      async handle({ params: { collection }, caller }) {
        await requireCollection(caller, collection, archive)
        const settings = await archive.collectionSettings(collection)
        if (settings === undefined) throw collectionNotFound(collection)
        return reply(200, settingsToWire(settings))
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      operationId: 'putCollectionSettings',
      summary: "Replace a collection's synonyms, words and thresholds",
      description: 'Holds from the next question on; nothing is indexed anew. What is left out is reset.',
      body: {
        name: 'CollectionSettingsPut',
        schema: schemas.CollectionSettingsPut,
        example: EXAMPLE,
      },
      errors: ['collection_not_found', 'disk_full'],
      async handle({ params: { collection }, body, caller }) {
        await requireCollection(caller, collection, archive)
        const settings = settingsFromWire(body)
        if (!(await archive.putCollectionSettings(collection, settings))) throw collectionNotFound(collection)
        return reply(200, settingsToWire(settings))
      },
    }),
  ]
}
