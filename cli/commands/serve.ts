import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../core/errors.js'
import { packageRoot } from '../../core/package-root.js'
import { settledBefore } from '../../core/settled-before.js'
import { packageVersion } from '../../core/package-version.js'
import { isFirstStart, loadSamples } from '../../ingest/samples.js'
import { openYouju, type Youju } from '../../main.js'
import { readChannelSettings } from '../../server/channels/channel-settings.js'
import { requireLoopbackHost, serve, stopOnSignal, type RunningServer } from '../../server/serve.js'
import type { CommandContext } from '../context.js'
import { endDespiteHungThreads } from '../hung-threads.js'
import type { Serving } from '../messages.js'

/** The sources of the questions that the greeting suggests. */
const SUGGESTED_DOCUMENTS = [
  'zh/2026-05-07-ditie-3haoxian-guihua.md',
  'en/2026-04-11-interview-bridge-engineer.md',
]

/** What the indexes have to be saved in when the requests in flight took all of their time. */
const SAVING_MS = 2500
/** After so long more, whatever hangs is left: what is acknowledged is on the disk. A second later the process has ended. */
const CLOSING_MS = 1000

export function addServe(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  program
    .command('serve')
    .description(commands.serve)
    .option('--json', options.json)
    .action(async ({ json }: { json?: true }) => {
      const { messages, terminal } = context
      const service = await start(context)
      const stopped = stopOnSignal(async () => {
        terminal.note(messages.stopping)
        await service.stop()
        terminal.note(messages.stopped)
      })
      const serving = await service.ready
      if (serving !== undefined) {
        const { version, url, pid, dataDir, documents } = serving
        const value = { version, url, pid, data_dir: dataDir, documents }
        terminal.result(json === true, value, () => messages.serving(serving))
      }
      await stopped
      endDespiteHungThreads()
    })
}

interface Service {
  /** What is served, once everything is; undefined when it was told to stop before. */
  readonly ready: Promise<Serving | undefined>
  stop(): Promise<void>
}

/**
 * Everything that can be found wrong is found before the archive is opened, or else before anything is put into
 * it: the samples are loaded by a server that listens.
 */
async function start(context: CommandContext): Promise<Service> {
  const config = context.readConfig()
  // Without a data directory there is no key either: nothing is made for a service that would be refused.
  if (!existsSync(config.dataDir)) requireLoopbackHost(config.HOST)
  const webDir = builtPages()
  const channels = readChannelSettings(config.dataDir)
  const youju = await openYouju(config)
  let preparing = config.YOUJU_SAMPLES ? 'the samples are being loaded' : undefined
  try {
    const server = await serve({ ...youju, webDir, channels, preparing: () => preparing })
    const stopping = new AbortController()
    const prepare = async () => {
      if (config.YOUJU_SAMPLES) await loadSamplesOnce(youju, context, stopping.signal)
      preparing = undefined
      const serving = await describe(youju, server)
      if (stopping.signal.aborted) return undefined
      // Not at once: who reads of it may send a signal, and by now somebody listens for that.
      youju.announce(server.url)
      youju.sources.start()
      return serving
    }
    let closed: Promise<void> | undefined
    const close = () => (closed ??= closeAll(youju, server))
    const ready = prepare().catch(async (error: unknown) => {
      await close()
      throw error
    })
    return {
      ready,
      async stop() {
        stopping.abort()
        await ready.catch(() => undefined)
        await close()
      },
    }
  } catch (error) {
    await youju.close()
    throw error
  }
}

function builtPages(): string {
  const folder = join(packageRoot(), 'dist', 'web')
  if (existsSync(join(folder, 'ask', 'index.html'))) return folder
  throw new AppError('not_built', 'The pages are missing: run `npm run build` in the folder of the package.')
}

/** Stopped on the way, it goes on at the next start. */
async function loadSamplesOnce(
  youju: Youju,
  { messages, terminal }: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  if (!(await isFirstStart(youju.archive))) return
  terminal.note(messages.loadingSamples)
  const summary = await loadSamples({ ...youju, signal })
  terminal.note(messages.samplesLoaded(summary?.created ?? 0))
}

async function closeAll(youju: Youju, server: RunningServer): Promise<void> {
  const savingMs = youju.config.YOUJU_SHUTDOWN_TIMEOUT_MS + SAVING_MS
  const close = async () => {
    const deadline = AbortSignal.timeout(savingMs)
    // From here on nobody shall be sent to this server.
    youju.announce(null)
    await Promise.all([server.stop(), youju.stopWork()])
    await youju.close(deadline)
  }
  await settledBefore(AbortSignal.timeout(savingMs + CLOSING_MS), close())
}

async function describe({ access, archive, config }: Youju, { url }: RunningServer): Promise<Serving> {
  const collections = await archive.collections()
  const suggested = await archive.contentStates('default', SUGGESTED_DOCUMENTS)
  return {
    version: packageVersion(),
    url,
    pid: process.pid,
    dataDir: config.dataDir,
    documents: collections.reduce((sum, { documents }) => sum + documents, 0),
    hasSamples: suggested.size > 0,
    isKeyless: access.keys.isEmpty,
  }
}
