import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { packageRoot } from '../../core/package-root.js'
import type { DocumentInput } from '../../core/types.js'
import { loadSamples } from '../../ingest/samples.js'
import { openYouju } from '../../main.js'
import { serve } from '../../server/serve.js'

/** The whole service on a free port with the samples in it, as `npm start` would serve it. */
export interface RunningYouju {
  readonly url: string
  /** Makes a key, which ends the mode without keys. */
  createKey(role?: 'admin' | 'writer' | 'reader'): Promise<string>
  /** @returns the key of a site that shows the widget */
  createSite(origin: string): Promise<string>
  /** @param name of the collection; default: its id */
  put(documents: readonly DocumentInput[], collection?: string, name?: string): Promise<void>
  stop(): Promise<void>
}

/** @param environment settings beside the defaults */
export async function startYouju(environment: Record<string, string> = {}): Promise<RunningYouju> {
  const dataDir = await mkdtemp(join(tmpdir(), 'youju-e2e-'))
  const log = createLogger('silent')
  const config = readConfig({ PORT: '0', YOUJU_DATA_DIR: dataDir, ...environment })
  const youju = await openYouju(config, { log })
  const server = await serve({ ...youju, webDir: join(packageRoot(), 'dist/web') })
  await loadSamples(youju)
  const post = async (path: string, body: object) => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${youju.access.operatorToken}`,
      },
      body: JSON.stringify(body),
    })
    if (response.status !== 201) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  return {
    url: server.url,
    async createKey(role = 'reader') {
      return (await post('/v1/keys', { role })).key as string
    },
    async createSite(origin) {
      return (await post('/v1/sites', { origins: [origin] })).site_key as string
    },
    async put(documents, collection = 'default', name = collection) {
      await youju.archive.putCollection(collection, name)
      await youju.ingestor.put(collection, documents)
    },
    async stop() {
      await server.stop()
      await youju.close()
      await rm(dataDir, { recursive: true })
    },
  }
}
