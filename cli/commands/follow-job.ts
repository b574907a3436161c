import type { Command } from 'commander'
import { AppError, ERROR_TABLE } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { connectToServer } from '../connect.js'
import { withArchive, type CommandContext } from '../context.js'
import { INTERRUPTED_EXIT_CODE, watchForInterruption } from '../interruption.js'
import { createJobView, type JobView } from '../job-view.js'
import { renderJob } from '../render-job.js'

/** Jobs that are looked through for one under way: as many as a list may hold. */
const LOOKED_THROUGH = 200

export function addFollowJob(jobs: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  const { messages, terminal } = context
  jobs
    .command('follow')
    .description(commands['jobs follow'])
    .argument('[job]', args.followedJob)
    .option('--json', options.jsonEvents)
    .action(async (given: string | undefined, { json }: { json?: true }) => {
      const view = createJobView(json === true, context)
      const interruption = watchForInterruption()
      try {
        await withArchive(context, async archive => {
          const id = given ?? (await jobUnderWay(archive, context)).id
          const job = await follow(archive, { id, view, signal: interruption.signal }, context)
          if (job === undefined) terminal.note(messages.jobs.left(id))
          else if (json !== true) terminal.result(false, job, () => renderJob(job, messages))
          terminal.exitCode = job === undefined ? INTERRUPTED_EXIT_CODE : exitCodeOf(job)
        })
      } finally {
        interruption.end()
      }
    })
}

interface Following {
  readonly id: string
  readonly view: JobView
  readonly signal: AbortSignal
}

/** @returns the job when it is over; undefined when the signal came first */
async function follow(
  archive: ArchiveClient,
  { id, view, signal }: Following,
  context: CommandContext,
): Promise<Wire<'Job'> | undefined> {
  const options = {
    reconnect: () => connectToServer(context.readConfig()),
    signal,
    onLost: () => {
      view.pause()
      context.terminal.note(context.messages.jobs.lost)
    },
  }
  try {
    for await (const job of archive.followJob(id, options)) {
      view.update(job)
      if (!isUnderWay(job)) return job
    }
    return undefined
  } finally {
    view.pause()
  }
}

/** The newest that is worked on; else the newest that waits. @throws {AppError} `job_not_found` when there is none */
async function jobUnderWay(archive: ArchiveClient, { messages }: CommandContext): Promise<Wire<'Job'>> {
  const { jobs } = await archive.jobs({ limit: LOOKED_THROUGH })
  const found = jobs.find(({ state }) => state === 'running') ?? jobs.find(isUnderWay)
  if (found === undefined) throw new AppError('job_not_found', messages.jobs.noneUnderWay)
  return found
}

/** 0 only when everything of the job is in the archive now, as after `youju ingest`. */
function exitCodeOf({ state, failed }: Wire<'Job'>): number {
  if (state === 'cancelled') return INTERRUPTED_EXIT_CODE
  if (state === 'failed') return ERROR_TABLE.internal_error.exitCode
  return failed > 0 ? ERROR_TABLE.unreadable_document.exitCode : 0
}
