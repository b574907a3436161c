import { randomUUID } from 'node:crypto'
import { setImmediate as giveWay } from 'node:timers/promises'
import { summarise } from '../../answer/evaluate/summarise.js'
import { AppError } from '../../core/errors.js'
import { createTimeSlice } from '../../core/time-slice.js'
import { MAX_EVALUATIONS, type EvaluationHead } from '../../store/evaluations.js'
import type { ServerDeps } from '../deps.js'
import { evaluationSummaryToWire, resultFromWire } from '../shapes/evaluation-wire.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { RESPONSE_SCHEMAS, type Wire } from '../shapes/response-schemas.js'
import { jobScope, narrowCollections } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import {
  EVALUATED_QUESTION_EXAMPLE,
  EVALUATION_EXAMPLE,
  EVALUATION_HEAD_EXAMPLE,
} from './evaluation-examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'clock' | 'log'>

const base = { tag: 'Evaluations', role: 'admin' } as const

/** Runs of questions that were measured, by `youju eval` or another program, to be compared with later ones. */
export function evaluationRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [
    keepRoute(deps, schemas),
    listRoute(deps, schemas),
    showRoute(deps, schemas),
    forgetRoute(deps, schemas),
  ]
}

function keepRoute({ archive, clock }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    ...base,
    method: 'post',
    path: '/v1/evaluations',
    operationId: 'keepEvaluation',
    summary: 'Keep a run that was measured',
    description:
      `The server works out the sums. The newest ${MAX_EVALUATIONS} runs are kept. A run holds questions and ` +
      'figures, no text of documents.',
    query: schemas.noQuery,
    body: {
      name: 'EvaluationsPost',
      schema: schemas.EvaluationsPost,
      example: { name: 'nightly', collections: ['default'], questions: [EVALUATED_QUESTION_EXAMPLE] },
    },
    responses: { 201: { description: 'Kept', body: 'EvaluationHead', example: EVALUATION_HEAD_EXAMPLE } },
    errors: ['collection_not_found', 'disk_full'],
    async handle({ body, caller }) {
      const { name, mode, concurrency, questions } = body
      const collections = await narrowCollections(caller, body.collections, archive)
      const results = questions.map(resultFromWire)
      await giveWay()
      const head = {
        id: `eval_${randomUUID().replaceAll('-', '')}`,
        createdAt: clock.now().toISOString(),
        owner: caller.id,
        collections: collections ?? null,
        name,
        summary: evaluationSummaryToWire(summarise(results), { mode, concurrency }),
      }
      await giveWay()
      await archive.evaluations.put({ ...head, questions })
      return reply(201, headToWire(head, head.summary))
    },
  })
}

function listRoute({ archive, log }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    ...base,
    method: 'get',
    path: '/v1/evaluations',
    operationId: 'listEvaluations',
    summary: 'List the newest runs',
    query: schemas.evaluationsQuery,
    responses: {
      200: {
        description: 'Newest first',
        body: 'EvaluationList',
        example: { evaluations: [EVALUATION_HEAD_EXAMPLE] },
      },
    },
    errors: [],
    async handle({ query, caller }) {
      const heads = await archive.evaluations.list(query.limit, jobScope(caller))
      const evaluations = heads.flatMap(head => {
        const { data, error } = RESPONSE_SCHEMAS.EvaluationHead.shape.summary.safeParse(head.summary)
        if (error !== undefined) log.error({ evaluation: head.id }, 'a kept run has an unknown shape')
        return data === undefined ? [] : [headToWire(head, data)]
      })
      return reply(200, { evaluations })
    },
  })
}

function showRoute({ archive, log }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    ...base,
    method: 'get',
    path: '/v1/evaluations/{id}',
    operationId: 'getEvaluation',
    summary: 'Show a run with its questions',
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: { 200: { description: 'The run', body: 'Evaluation', example: EVALUATION_EXAMPLE } },
    errors: ['evaluation_not_found'],
    async handle({ params, caller }) {
      const record = await archive.evaluations.get(params.id, jobScope(caller))
      if (record === undefined) throw notFound()
      const sums = RESPONSE_SCHEMAS.EvaluationHead.shape.summary.safeParse(record.summary)
      const questions = await checkedQuestions(record.questions)
      if (!sums.success || questions === undefined) {
        log.error({ evaluation: record.id }, 'a kept run has an unknown shape')
        throw notFound()
      }
      await giveWay()
      return reply(200, { ...headToWire(record, sums.data), questions })
    },
  })
}

/** In slices: a run may have thousands. @returns undefined when they have an unknown shape */
async function checkedQuestions(kept: unknown): Promise<Wire<'EvaluatedQuestion'>[] | undefined> {
  if (!Array.isArray(kept)) return undefined
  const checked: Wire<'EvaluatedQuestion'>[] = []
  const slice = createTimeSlice()
  for (const question of kept as readonly unknown[]) {
    await slice.giveWay()
    const { data } = RESPONSE_SCHEMAS.EvaluatedQuestion.safeParse(question)
    if (data === undefined) return undefined
    checked.push(data)
  }
  return checked
}

function forgetRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    ...base,
    method: 'delete',
    path: '/v1/evaluations/{id}',
    operationId: 'deleteEvaluation',
    summary: 'Forget a run',
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: { 204: { description: 'Forgotten' } },
    errors: ['evaluation_not_found'],
    async handle({ params, caller }) {
      if (!(await archive.evaluations.remove(params.id, jobScope(caller)))) throw notFound()
      return reply(204)
    },
  })
}

function headToWire(
  { id, createdAt, name, collections }: EvaluationHead,
  summary: Wire<'EvaluationHead'>['summary'],
): Wire<'EvaluationHead'> {
  return { id, created_at: createdAt, name, collections: collections && [...collections], summary }
}

function notFound(): AppError {
  return new AppError('evaluation_not_found', 'There is no run of that id. GET /v1/evaluations lists them.')
}
