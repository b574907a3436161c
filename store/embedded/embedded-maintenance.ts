import { systemClock, type Clock } from '../../core/clock.js'
import type { Maintenance } from '../maintenance.js'
import { restoreBackup } from './backup/restore-backup.js'
import { writeBackup } from './backup/write-backup.js'
import { verifyArchive } from './verify/verify-archive.js'

/** The operator's work on the archive of a data directory, beside a running service or without one. */
export function embeddedMaintenance(dataDir: string, clock: Clock = systemClock): Maintenance {
  return {
    verify: options => verifyArchive(dataDir, options),
    backUp: (folder, options) => writeBackup({ ...options, dataDir, folder, clock }),
    restore: (folder, options) => restoreBackup({ ...options, dataDir, folder, clock }),
  }
}
