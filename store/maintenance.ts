/**
 * What an operator does to an archive from outside: look whether all of it is right, copy it, bring a copy back.
 * Unlike `Archive`, nothing here needs to own the data directory: a service may be running beside it.
 */
export interface Maintenance {
  /** Reads everything and changes nothing. @throws {AppError} `archive_damaged`, `archive_too_new`, `archive_missing` */
  verify(options?: VerifyOptions): Promise<Verification>
  /**
   * Copies one moment of the archive into a folder, checks the copy, and only then lets it take the place of the
   * backup that was there. @throws {AppError} `backup_refused`, `disk_full`, and what `verify` throws
   */
  backUp(folder: string, options?: BackupOptions): Promise<Backup>
  /** Fills an empty data directory from such a folder. @throws {AppError} `restore_refused`, `backup_damaged`, `archive_too_new`, `archive_busy`, `disk_full` */
  restore(folder: string, options?: BackupOptions): Promise<Backup>
}

export const CHECKS = [
  'database',
  'references',
  'counts',
  'texts',
  'keyword_index',
  'vectors',
  'index_files',
  'answers',
  'curated',
] as const

/** One thing that must always hold. */
export type CheckName = (typeof CHECKS)[number]

/** What one check looked at and found. */
export interface CheckReport {
  readonly check: CheckName
  /** Rows, files or lookups that were compared. */
  readonly examined: number
  readonly problems: number
  /** The first of them, in words for an operator. */
  readonly details: readonly string[]
  /** What is no fault and still worth knowing. */
  readonly notes: readonly string[]
}

export interface Verification {
  /** No check found a problem. */
  readonly ok: boolean
  readonly schemaVersion: number
  readonly checks: readonly CheckReport[]
  readonly seconds: number
}

export interface VerifyOptions {
  /** Every page of the database and every vector of the index, instead of a quick look and a sample. Default false. */
  readonly full?: boolean
  /** The model whose vectors are served; others may be incomplete. Default: any model may be the one. */
  readonly modelId?: string | undefined
  readonly onCheck?: (check: CheckName) => void
}

export interface BackupOptions {
  /** How much has been copied; called often. */
  readonly onProgress?: (done: number, total: number) => void
}

/** A copy of an archive, as its manifest describes it. */
export interface Backup {
  readonly createdAt: string
  readonly schemaVersion: number
  readonly bytes: number
  /** Of the copied database, hexadecimal. */
  readonly sha256: string
  readonly collections: number
  readonly documents: number
  readonly passages: number
  readonly answers: number
}
