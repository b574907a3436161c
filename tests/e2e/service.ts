import { join } from 'node:path'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { packageRoot } from '../../core/package-root.js'
import { openYouju } from '../../main.js'
import { serve } from '../../server/serve.js'

/** The service as `youju serve` starts it, on a free port and without the samples. */
export interface Service {
  readonly port: number
  close(): Promise<void>
}

/** @throws {AppError} as opening and listening do; nothing is left running then */
export async function startService(environment: Record<string, string>): Promise<Service> {
  const config = readConfig({ PORT: '0', ...environment })
  const youju = await openYouju(config, { log: createLogger('silent') })
  try {
    const server = await serve({ ...youju, webDir: join(packageRoot(), 'dist/web') })
    return {
      port: server.port,
      async close() {
        await server.stop()
        await youju.close()
      },
    }
  } catch (error) {
    await youju.close()
    throw error
  }
}
