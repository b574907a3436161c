import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../../core/log.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive, type EmbeddedArchiveOptions } from '../../store/embedded/embedded-archive.js'

export const log = createLogger('silent')

export async function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'youju-store-'))
}

/** An archive in a folder of its own, with what a test does to it. */
export class TemporaryArchive {
  private constructor(
    readonly dataDir: string,
    public archive: Archive,
    private options: Omit<EmbeddedArchiveOptions, 'dataDir' | 'log'>,
  ) {}

  static async open(options: Omit<EmbeddedArchiveOptions, 'dataDir' | 'log'>): Promise<TemporaryArchive> {
    const dataDir = await temporaryDirectory()
    return new TemporaryArchive(dataDir, await openEmbeddedArchive({ ...options, dataDir, log }), options)
  }

  async reopen(change: Partial<EmbeddedArchiveOptions> = {}): Promise<Archive> {
    await this.archive.close()
    this.options = { ...this.options, ...change }
    this.archive = await openEmbeddedArchive({ ...this.options, dataDir: this.dataDir, log })
    return this.archive
  }

  async dispose(): Promise<void> {
    await this.archive.close()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}
