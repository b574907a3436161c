import type { JobRecorder, JobReport } from '../ingest/job-recorder.js'
import { MAX_REPORTED_PATHS } from '../server/shapes/job-schemas.js'
import { RESPONSE_SCHEMAS } from '../server/shapes/response-schemas.js'
import type { ApiCall } from '../server/http/call-route.js'
import type { JobOrigin } from '../store/archive.js'

/** A file can take long to read; the server must not think that nobody works on the job any more. */
const HEARTBEAT_MS = 60_000

/** Records at a running server what this command does itself. */
export class HttpJobs implements JobRecorder {
  private heartbeat: NodeJS.Timeout | undefined
  /** Errors that the server knows already. */
  private told = 0

  constructor(private readonly call: (sent: ApiCall) => Promise<unknown>) {}

  async createJob(_kind: string, total: number | null, { collections, paths }: JobOrigin = {}) {
    const isShort = paths && paths.length <= MAX_REPORTED_PATHS
    const body = { collection: collections?.[0] ?? 'default', total, ...(isShort && { paths }) }
    const job = RESPONSE_SCHEMAS.Job.parse(await this.call({ method: 'post', path: '/v1/jobs', body }))
    this.stop()
    this.told = 0
    this.heartbeat = setInterval(() => {
      // Whether the server is there the next report finds out.
      this.report(job.id, {}).catch(() => undefined)
    }, HEARTBEAT_MS).unref()
    return job
  }

  async updateJob(id: string, { errors = [], ...change }: JobReport) {
    const hasNews = errors.length > this.told
    const job = await this.report(id, hasNews ? { ...change, errors } : change)
    this.told = Math.max(this.told, errors.length)
    if (change.state !== undefined && change.state !== 'running') this.stop()
    return job
  }

  stop(): void {
    clearInterval(this.heartbeat)
  }

  private async report(id: string, body: JobReport) {
    const call = { method: 'post', path: '/v1/jobs/{id}/progress', params: { id }, body } as const
    return RESPONSE_SCHEMAS.Job.parse(await this.call(call))
  }
}
