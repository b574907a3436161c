import type { Config } from '../../core/config.js'
import { createFetcher, type Fetcher } from './fetcher.js'

/** The fetcher of the settings. @throws {AppError} `invalid_config` when the list of allowed hosts cannot be read */
export function openFetcher(config: Config): Fetcher {
  return createFetcher({
    allowedHosts: config.YOUJU_FETCH_ALLOWED_HOSTS,
    userAgent: config.YOUJU_FETCH_USER_AGENT,
    robots: config.YOUJU_FETCH_ROBOTS,
    delayMs: config.YOUJU_FETCH_DELAY_MS,
    maxBytes: config.YOUJU_FETCH_MAX_BYTES,
    timeoutMs: config.YOUJU_FETCH_TIMEOUT_MS,
  })
}
