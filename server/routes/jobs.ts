import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import type { Job } from '../../core/types.js'
import { RE_EMBED_KIND } from '../../ingest/re-embed.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { jobScope } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { jobToWire } from '../shapes/wire.js'
import { JOB_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'archive' | 'jobPollMs' | 'reEmbed' | 'repeatImport' | 'uploads' | 'sources'>

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
    async handle({ query, caller }) {
      const jobs = await archive.jobs(query.limit, jobScope(caller))
      return reply(200, { jobs: jobs.map(jobToWire) })
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
    async handle({ params, caller }) {
      return reply(200, jobToWire(await findJob(deps, params.id, caller)))
    },
    stream: {
      description:
        'With `Accept: text/event-stream`: `job` now and after each change, until the job is over; ' +
        'or `error` with a problem object, last. A key that is revoked or expires ends it within seconds ' +
        '(`unauthenticated`).',
      events: { job: 'Job', error: 'Problem' },
      async run({ params, caller, signal, stopping }, stream) {
        const either = AbortSignal.any([signal, stopping])
        let sent: string | undefined
        for (;;) {
          const job = await findJob(deps, params.id, caller)
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
      description:
        'What works on the job notices when it records its progress, after the batch in hand; what is done is kept.',
      async handle({ params, caller }) {
        const job = await findJob(deps, params.id, caller)
        if (!isUnderWay(job)) throw isOver(job)
        const changed = await deps.archive.updateJob(job.id, { state: 'cancelled' })
        // Its end may have come first.
        if (changed.state !== 'cancelled') throw isOver(changed)
        return reply(200, jobToWire(changed))
      },
    }),
    defineRoute({
      ...change,
      path: '/v1/jobs/{id}/retry',
      operationId: 'retryJob',
      summary: 'Retry the failed items of a job',
      description:
        'Shows the job that does it: a new one, or the one that does it already. An upload has the ' +
        'files read again that held failures; an import of files of the machine looks at them again and reads what failed or has changed; its operator alone may ask for that. Where the ' +
        'service cannot repeat a job by itself, it answers 409 and says what to do instead.',
      async handle({ params, caller }) {
        const retrying = await retry(await findJob(deps, params.id, caller), caller, deps)
        return reply(200, jobToWire(await findJob(deps, retrying.id, caller)))
      },
    }),
  ]
}

/** @returns the job that does it. @throws {AppError} `job_not_retryable`, saying what to do instead */
async function retry(job: Job, caller: Caller, deps: Deps): Promise<Job> {
  if (isUnderWay(job)) throw notAllowed(`The job is still ${job.state}; wait for it or cancel it first.`)
  if (job.state === 'done' && job.failed === 0)
    throw notAllowed('No item of the job failed: there is nothing to retry.')
  if (job.kind === RE_EMBED_KIND) return retryReEmbedding(deps)
  const retrying = await repeat(job, caller, deps)
  if (retrying === undefined) throw notAllowed(INSTEAD[job.kind] ?? RUN_AGAIN)
  return retrying
}

async function retryReEmbedding({ reEmbed }: Deps): Promise<Job> {
  const retrying = await reEmbed()
  if (retrying !== undefined) return retrying
  throw notAllowed('Every passage has its vector by now: nothing is left to retry.')
}

/** @returns undefined when what the job read is not known or not kept */
async function repeat(job: Job, caller: Caller, deps: Deps): Promise<Job | undefined> {
  if (job.kind === 'upload') return deps.uploads.jobs.retry(job, caller.id)
  if (job.kind === 'sync') return repeatSync(job, deps)
  // Files of the machine are read for its operator only.
  if (job.kind !== 'import' || caller.kind !== 'loopback') return undefined
  return deps.repeatImport(job, caller.id)
}

/** What failed is asked for again by every sync. @returns undefined when the source is followed no longer */
async function repeatSync({ id, collections }: Job, { archive, sources }: Deps): Promise<Job | undefined> {
  const followed = await archive.sources.list(collections?.[0])
  const source = followed.find(({ lastJobId }) => lastJobId === id)
  return source && sources.sync(source.id)
}

const RUN_AGAIN =
  'The service does not have the files of this import. Run the command again that began it: what is unchanged ' +
  'costs a check, what failed is tried again.'
const INSTEAD: Readonly<Record<string, string | undefined>> = {
  upload:
    'What failed of this upload is not kept any more, or no reader takes it. Send it again: what is unchanged costs a check.',
  sync: 'The source was synced again since, or is followed no longer: see GET /v1/collections/{collection}/sources.',
  samples: 'Samples that are not all in are loaded at the next start: restart the service.',
}

async function findJob({ archive }: Deps, id: string, caller: Caller): Promise<Job> {
  const job = await archive.job(id, jobScope(caller))
  if (job === undefined) throw new AppError('job_not_found', 'There is no job of that id.')
  return job
}

function isOver({ state }: Job): AppError {
  return notAllowed(`The job is ${state} already; nothing was changed.`)
}

function notAllowed(detail: string): AppError {
  return new AppError('job_not_retryable', detail)
}
