import type { UnansweredCluster } from '../../answer/unanswered/unanswered-desk.js'
import type { ShownHit } from '../../retrieval/search.js'
import type { UnansweredQuery } from '../../store/unanswered.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { readNearestSources } from '../stored-answer.js'
import { hitToWire } from '../shapes/wire.js'
import { HIT_EXAMPLE } from '../routes/examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'log' | 'unanswered'>

const EXAMPLE: Wire<'UnansweredQuestion'> = {
  question: '图书馆可以带狗吗？',
  count: 3,
  refused: 2,
  disliked: 1,
  wordings: [
    { question: '图书馆可以带狗吗？', count: 2 },
    { question: '能带宠物狗进图书馆吗', count: 1 },
  ],
  first_asked_at: '2026-11-20T08:00:00.000Z',
  last_asked_at: '2026-11-24T08:00:00.000Z',
  answer_ids: ['ans_01jd3v0q8m', 'ans_01jd3v0q8n', 'ans_01jd3v0q8p'],
  collections: ['default'],
  nearest: [HIT_EXAMPLE],
}

const MAX_WORDINGS = 20
const MAX_ANSWER_IDS = 50

/** What was asked in vain, for whoever writes the archive; each question is about collections of the caller only. */
export function unansweredRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const { archive, unanswered } = deps
  const base = { tag: 'Curated answers', role: 'writer' } as const
  return [
    defineRoute({
      ...base,
      method: 'get',
      path: '/v1/unanswered',
      operationId: 'listUnanswered',
      summary: 'List what was asked in vain, questions that ask for much the same together',
      description:
        'Refusals, and answers whose latest rating is "down", of anybody who asked collections of the caller only. What ' +
        'was asked to measure the service, what a curated answer covers by now, and what was dismissed is not among them.',
      gate: 'question',
      query: schemas.unansweredQuery,
      responses: {
        200: {
          description: 'Most asked first',
          body: 'UnansweredList',
          example: { questions: [EXAMPLE], looked_at: 3, complete: true },
        },
      },
      errors: ['collection_not_found', 'embedding_failed'],
      async handle({ query: { collection, since, limit }, caller, signal }) {
        if (collection !== undefined) await requireCollection(caller, collection, archive)
        const asked = { collection, since, scope: scopeOf(caller) }
        const { clusters, lookedAt, isComplete } = await unanswered.list(asked, signal)
        const shown = clusters.slice(0, limit)
        const newest = shown.flatMap(cluster => newestRefusal(cluster)?.id ?? [])
        const nearest = await readNearestSources(deps, newest)
        const questions = shown.map(cluster => clusterToWire(cluster, nearest))
        return reply(200, { questions, looked_at: lookedAt, complete: isComplete })
      },
    }),
    defineRoute({
      ...base,
      method: 'post',
      path: '/v1/unanswered/dismiss',
      operationId: 'dismissUnanswered',
      summary: 'Take questions off the list of what was asked in vain, or put them back',
      description:
        'By the ids of their answers or by their words; the same question asked again of the same collections stays off ' +
        'the list. What is not on the list of the caller is left alone.',
      query: schemas.noQuery,
      body: {
        name: 'UnansweredDismissPost',
        schema: schemas.UnansweredDismissPost,
        example: { questions: ['图书馆可以带狗吗？'] },
      },
      responses: { 204: { description: 'Kept' } },
      errors: ['disk_full'],
      async handle({ body: { answer_ids: ids, questions, dismissed }, caller }) {
        const named = await unanswered.named({ scope: scopeOf(caller) }, { ids, questions })
        await unanswered.dismiss(named, dismissed)
        return reply(204)
      },
    }),
  ]
}

/** Whoever asked: an editor answers for the collections, not for the people. */
const scopeOf = ({ collections }: Caller): UnansweredQuery['scope'] => ({ collections })

const newestRefusal = ({ asked }: UnansweredCluster) => asked.find(({ refused }) => refused)

/** @param nearest by the ids of refusals */
function clusterToWire(
  cluster: UnansweredCluster,
  nearest: ReadonlyMap<string, readonly ShownHit[]>,
): Wire<'UnansweredQuestion'> {
  const { wordings, asked } = cluster
  const refused = asked.filter(question => question.refused).length
  return {
    question: wordings[0]?.question ?? '',
    count: asked.length,
    refused,
    disliked: asked.length - refused,
    wordings: wordings.slice(0, MAX_WORDINGS).map(({ question, count }) => ({ question, count })),
    first_asked_at: asked.at(-1)?.createdAt ?? '',
    last_asked_at: asked[0]?.createdAt ?? '',
    answer_ids: asked.slice(0, MAX_ANSWER_IDS).map(({ id }) => id),
    collections: asked[0]?.collections ? [...asked[0].collections] : null,
    nearest: (nearest.get(newestRefusal(cluster)?.id ?? '') ?? []).map(hitToWire),
  }
}
