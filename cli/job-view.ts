import { SingleBar } from 'cli-progress'
import { isUnderWay } from '../core/job-state.js'
import type { Wire } from '../server/shapes/response-schemas.js'
import type { CommandContext } from './context.js'
import type { Messages } from './messages.js'
import type { Stream } from './terminal.js'

/** Shows how far a job has come while it is followed. */
export interface JobView {
  update(job: Wire<'Job'>): void
  /** Leaves what is shown where it is; the next update begins anew below. */
  pause(): void
}

/** Between two lines of a log, milliseconds; a job that begins or ends is told at once. */
const LINE_EVERY_MS = 10_000
/** A terminal of 80 columns shows all figures beside it. */
const BAR_CHARACTERS = 16

/** One JSON object an event for programs, a bar on a terminal, else a line now and then on standard error. */
export function createJobView(asJson: boolean, { messages, terminal }: CommandContext): JobView {
  if (asJson) {
    return {
      update: job => terminal.stdout.write(`${JSON.stringify(job)}\n`),
      pause: () => undefined,
    }
  }
  if (terminal.stderr.isTTY === true) return createJobBar(terminal.stderr, messages)
  return createJobLines(line => {
    terminal.note(line)
  }, messages)
}

/** Of a job whose size nobody knows yet the figures stand without a bar. */
export function createJobBar(stream: Stream, messages: Messages): JobView {
  let bar: SingleBar | undefined
  let hasTotal = false
  const pause = (): void => {
    bar?.stop()
    bar = undefined
  }
  return {
    update(job) {
      const { total, done, failed, state } = job
      // A bar that moves says so itself.
      const told = state === 'running' ? '' : messages.jobStates[state]
      const shown = { figures: messages.jobs.progress(job, told) }
      if (hasTotal !== (total !== null)) pause()
      hasTotal = total !== null
      if (bar === undefined) {
        const format = hasTotal ? '{bar} {percentage}%  {figures}' : '{figures}'
        bar = new SingleBar({ stream, format, hideCursor: true, barsize: BAR_CHARACTERS })
        bar.start(total ?? 1, done + failed, shown)
      } else {
        bar.setTotal(total ?? 1)
        bar.update(done + failed, shown)
      }
    },
    pause,
  }
}

/** @param now milliseconds of a clock that never goes back */
export function createJobLines(
  write: (line: string) => void,
  messages: Messages,
  now: () => number = () => performance.now(),
): JobView {
  let told: { readonly state: string; readonly atMs: number } | undefined
  return {
    update(job) {
      // How it ended is the result of the command.
      if (!isUnderWay(job)) return
      const { state } = job
      if (told?.state === state && now() - told.atMs < LINE_EVERY_MS) return
      told = { state, atMs: now() }
      write(`${job.id}  ${messages.jobs.progress(job, messages.jobStates[state])}`)
    },
    pause() {
      told = undefined
    },
  }
}
