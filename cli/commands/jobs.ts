import type { Command } from 'commander'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import type { Messages } from '../messages.js'
import { wholeNumber } from '../option-values.js'
import { renderJob } from '../render-job.js'
import { addFollowJob } from './follow-job.js'

interface JsonOption {
  readonly json?: true
}

export function addJobs(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  const { messages, terminal } = context
  const jobs = program.command('jobs').description(commands.jobs)
  jobs
    .command('list', { isDefault: true })
    .description(commands['jobs list'])
    .option('-n, --limit <number>', options.limit, wholeNumber)
    .option('--json', options.json)
    .action(async ({ json, limit }: JsonOption & { limit?: number }) => {
      const list = await withArchive(context, archive => archive.jobs({ limit }))
      terminal.result(json === true, list, () => renderJobs(list, messages))
    })
  addJobCommand(jobs, context, { name: 'show', call: (archive, id) => archive.job(id) })
  addFollowJob(jobs, context)
  addJobCommand(jobs, context, { name: 'retry', call: (archive, id) => archive.retryJob(id) })
  addJobCommand(jobs, context, { name: 'cancel', call: (archive, id) => archive.cancelJob(id) })
}

interface JobCommand {
  readonly name: 'show' | 'retry' | 'cancel'
  readonly call: (archive: ArchiveClient, id: string) => Promise<Wire<'Job'>>
}

function addJobCommand(jobs: Command, context: CommandContext, { name, call }: JobCommand): void {
  const { messages, terminal } = context
  const { commands, arguments: args, options } = messages.help
  jobs
    .command(name)
    .description(commands[`jobs ${name}`])
    .argument('<job>', args.job)
    .option('--json', options.json)
    .action(async (id: string, { json }: JsonOption) => {
      const job = await withArchive(context, archive => call(archive, id))
      terminal.result(json === true, job, () => renderJob(job, messages))
    })
}

function renderJobs({ jobs }: Wire<'JobList'>, messages: Messages): string {
  if (jobs.length === 0) return messages.noJobs
  return jobs.map(job => messages.job(job, messages.jobStates[job.state])).join('\n')
}
