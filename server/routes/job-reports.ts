import { AppError } from '../../core/errors.js'
import type { Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import { ReportedJobs } from '../reported-jobs.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { jobScope, requireCollection } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { jobToWire } from '../shapes/wire.js'
import { JOB_EXAMPLE } from './examples.js'

const shown = { description: 'The job', body: 'Job', example: JOB_EXAMPLE } as const

/** For commands that read files themselves, send the documents, and have it recorded here. */
export function jobReportRoutes(
  { archive, clock }: Pick<ServerDeps, 'archive' | 'clock'>,
  schemas: RequestSchemas,
): Route[] {
  const reported = new ReportedJobs(archive, clock)
  const report = { tag: 'Jobs', role: 'writer', query: schemas.noQuery, method: 'post' } as const
  return [
    defineRoute({
      ...report,
      path: '/v1/jobs',
      operationId: 'startJob',
      summary: 'Record an import that the caller carries out',
      description: 'The caller sends the documents itself, and tells how it goes at least every 15 minutes.',
      body: { name: 'JobsPost', schema: schemas.JobsPost, example: { collection: 'default', total: 120 } },
      responses: { 201: shown },
      errors: ['collection_not_found'],
      async handle({ body, caller }) {
        await requireCollection(caller, body.collection, archive)
        requireOperatorFor(body.paths, caller)
        const { collection, total = null, paths = null } = body
        const job = await reported.begin(total, { owner: caller.id, collections: [collection], paths })
        return reply(201, jobToWire(job))
      },
    }),
    defineRoute({
      ...report,
      path: '/v1/jobs/{id}/progress',
      operationId: 'reportJob',
      summary: 'Tell how an import goes that the caller carries out',
      description: 'A job that was cancelled meanwhile says so in the answer: then the caller stops.',
      audited: false,
      params: schemas.idPath,
      body: {
        name: 'JobProgressPost',
        schema: schemas.JobProgressPost,
        example: { state: 'running', done: 40, failed: 0 },
      },
      responses: { 200: shown },
      errors: ['job_not_found'],
      async handle({ params, body, caller }) {
        const job = await archive.job(params.id, jobScope(caller))
        if (job === undefined) throw new AppError('job_not_found', 'There is no job of that id.')
        if (job.owner !== caller.id) throw new AppError('forbidden', 'The job belongs to somebody else.')
        return reply(200, jobToWire(await reported.report(job.id, given(body))))
      },
    }),
  ]
}

/** Whoever may name a file has it read with the rights of the server when the job is retried. */
function requireOperatorFor(paths: readonly string[] | undefined, caller: Caller): void {
  if (paths === undefined || caller.kind === 'loopback') return
  throw new AppError(
    'forbidden',
    'Only the operator of the machine may name files to be read; leave out `paths`.',
  )
}

/** Without what was left out. */
function given<Body extends object>(body: Body): { [Key in keyof Body]?: NonNullable<Body[Key]> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Body]?: NonNullable<Body[Key]>
  }
}
