import { join } from 'node:path'
import type { Config } from '../../core/config.js'
import { UploadJobs, type UploadJobsDeps, type Uploads } from './upload-jobs.js'
import { UploadSpool } from './upload-spool.js'

/** What receives and imports uploads, as the settings say; it waits in the data directory. */
export function openUploads(
  config: Config,
  rooms: Omit<UploadJobsDeps, 'spool' | 'retryDays' | 'retryMaxBytes'>,
): Uploads {
  const spool = new UploadSpool(join(config.dataDir, 'uploads'), {
    maxBytes: config.YOUJU_UPLOAD_MAX_BYTES,
    fileMaxBytes: config.YOUJU_UPLOAD_FILE_MAX_BYTES,
    maxFiles: config.YOUJU_UPLOAD_MAX_FILES,
  })
  const retryDays = config.YOUJU_UPLOAD_RETRY_DAYS
  const retryMaxBytes = config.YOUJU_UPLOAD_RETRY_MAX_BYTES
  return { spool, jobs: new UploadJobs({ ...rooms, spool, retryDays, retryMaxBytes }) }
}
