import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../core/errors.js'
import type { Job } from '../../core/types.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../request-schemas.js'
import { defineRoute, reply, type Route } from '../route.js'
import { jobToWire } from '../wire.js'
import { JOB_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'jobPollMs'>

const POLL_MS = 500
const shown = { 200: { description: 'The job', body: 'Job', example: JOB_EXAMPLE } } as const

export function jobRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [listRoute(deps, schemas), showRoute(deps, schemas), ...changeRoutes(deps, schemas)]
}

function listRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/jobs',
    operationId: 'listJobs',
    tag: 'Jobs',
    summary: 'List the newest jobs',
    role: 'writer',
    query: schemas.jobsQuery,
    responses: {
      200: { description: 'Newest first', body: 'JobList', example: { jobs: [JOB_EXAMPLE] } },
    },
    errors: [],
    async handle({ query }) {
      return reply(200, { jobs: (await archive.jobs(query.limit)).map(jobToWire) })
    },
  })
}

function showRoute(deps: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/jobs/{id}',
    operationId: 'getJob',
    tag: 'Jobs',
    summary: 'Show or follow a job',
    role: 'writer',
    deadline: false,
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: shown,
    errors: ['job_not_found'],
    async handle({ params }) {
      return reply(200, jobToWire(await findJob(deps, params.id)))
    },
    stream: {
      description:
        'With `Accept: text/event-stream`: `job` now and after each change, until the job is over; ' +
        'or `error` with a problem object, last.',
      events: { job: 'Job', error: 'Problem' },
      async run({ params, signal, stopping }, stream) {
        const either = AbortSignal.any([signal, stopping])
        let sent: string | undefined
        for (;;) {
          const job = await findJob(deps, params.id)
          const wire = jobToWire(job)
          const state = JSON.stringify(wire)
          if (state !== sent) stream.send('job', wire)
          sent = state
          if (!isUnderWay(job)) return
          await delay(deps.jobPollMs ?? POLL_MS, undefined, { signal: either, ref: false }).catch(() => {
            throw either.reason
          })
        }
      },
    },
  })
}

function changeRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const change = {
    method: 'post',
    tag: 'Jobs',
    role: 'writer',
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: shown,
    errors: ['job_not_found', 'job_not_retryable'],
  } as const
  return [
    defineRoute({
      ...change,
      path: '/v1/jobs/{id}/cancel',
      operationId: 'cancelJob',
      summary: 'Stop a job after the item in hand',
      async handle({ params }) {
        const job = await findJob(deps, params.id)
        if (!isUnderWay(job)) throw notAllowed(`The job is ${job.state} already; nothing was changed.`)
        return reply(200, jobToWire(await deps.archive.updateJob(job.id, { state: 'cancelled' })))
      },
    }),
    defineRoute({
      ...change,
      path: '/v1/jobs/{id}/retry',
      operationId: 'retryJob',
      summary: 'Retry the failed items of a job',
      description:
        'No kind of job of this version keeps its failed items for a retry, so every job that exists is ' +
        'answered 409: run the import again, what is unchanged costs a hash.',
      async handle({ params }) {
        const job = await findJob(deps, params.id)
        if (isUnderWay(job))
          throw notAllowed(`The job is still ${job.state}; wait for it or cancel it first.`)
        throw notAllowed(
          job.failed === 0
            ? 'No item of the job failed: there is nothing to retry.'
            : 'The failed items of this job are not kept. Run the import again: what is unchanged costs a hash.',
        )
      },
    }),
  ]
}

async function findJob({ archive }: Deps, id: string): Promise<Job> {
  const job = await archive.job(id)
  if (job === undefined) throw new AppError('job_not_found', 'There is no job of that id.')
  return job
}

function isUnderWay({ state }: Job): boolean {
  return state === 'queued' || state === 'running'
}

function notAllowed(detail: string): AppError {
  return new AppError('job_not_retryable', detail)
}
