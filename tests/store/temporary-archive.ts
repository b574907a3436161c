import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, type Logger } from '../../core/log.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import type { EmbeddedArchiveOptions } from '../../store/embedded/embedded-archive-options.js'

export const log = createLogger('silent')

export async function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'youju-store-'))
}

/** The log is silent unless one is given. */
type TemporaryOptions = Omit<EmbeddedArchiveOptions, 'dataDir' | 'log'> & { readonly log?: Logger }

/** An archive in a folder of its own, with what a test does to it. */
export class TemporaryArchive {
  private constructor(
    readonly dataDir: string,
    public archive: Archive,
    private options: TemporaryOptions,
  ) {}

  static async open(options: TemporaryOptions): Promise<TemporaryArchive> {
    const dataDir = await temporaryDirectory()
    return new TemporaryArchive(dataDir, await openEmbeddedArchive({ log, ...options, dataDir }), options)
  }

  async reopen(change: Partial<TemporaryOptions> = {}): Promise<Archive> {
    await this.archive.close()
    this.options = { ...this.options, ...change }
    this.archive = await openEmbeddedArchive({ log, ...this.options, dataDir: this.dataDir })
    return this.archive
  }

  async dispose(): Promise<void> {
    await this.archive.close()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}
