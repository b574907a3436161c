import { open, rename, rm } from 'node:fs/promises'
import { AppError } from '../../core/errors.js'

export interface ReportFile {
  /** Puts the report in place of what was there. */
  finish(content: string): Promise<void>
  /** Leaves no half of it behind; does nothing after `finish`. */
  discard(): Promise<void>
}

/**
 * Begins the file beside its place, so that a place that cannot be written is known before the questions are asked,
 * and an older report stays until the new one is whole.
 * @throws {AppError} `invalid_request`
 */
export async function openReportFile(file: string): Promise<ReportFile> {
  const begun = `${file}.${process.pid}.partial`
  let handle
  try {
    handle = await open(begun, 'w')
  } catch (cause) {
    throw new AppError('invalid_request', `The report cannot be written to ${file}. Nothing was run.`, {
      cause,
    })
  }
  const written = handle
  return {
    async finish(content) {
      await written.writeFile(content)
      await written.close()
      await rename(begun, file)
    },
    async discard() {
      await written.close()
      await rm(begun, { force: true })
    },
  }
}
