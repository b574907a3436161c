import {
  CHECKS,
  type CheckName,
  type CheckReport,
  type Verification,
  type VerifyOptions,
} from '../../maintenance.js'
import { databaseFile, guarded, openExisting, readSchemaVersion } from '../database.js'
import { Statements } from '../statements.js'
import { checkAnswers } from './check-answers.js'
import type { CheckContext } from './check-context.js'
import { checkCurated } from './check-curated.js'
import { checkCounts } from './check-counts.js'
import { checkDatabase, checkReferences } from './check-database.js'
import { checkIndexFiles } from './check-index-files.js'
import { checkKeywordIndex } from './check-keyword-index.js'
import { checkTexts } from './check-texts.js'
import { checkVectors } from './check-vectors.js'
import { Tally } from './tally.js'

type Check = (context: CheckContext, tally: Tally) => void | Promise<void>

const CHECK_OF: Readonly<Record<CheckName, Check>> = {
  database: checkDatabase,
  references: checkReferences,
  counts: checkCounts,
  texts: checkTexts,
  keyword_index: checkKeywordIndex,
  vectors: checkVectors,
  index_files: checkIndexFiles,
  answers: checkAnswers,
  curated: checkCurated,
}

/**
 * Compares everything that must hold (docs/design.md, "What must always hold") with what is on the disk, on a
 * connection that cannot write. A service may be running: each check sees one moment of the database.
 * @throws {AppError} `archive_missing`, `archive_damaged`, `archive_too_new`, `archive_too_old`
 */
export async function verifyArchive(dataDir: string, options: VerifyOptions = {}): Promise<Verification> {
  const begunMs = performance.now()
  const file = databaseFile(dataDir)
  const database = openExisting(dataDir)
  try {
    const statements = new Statements(database)
    const context = guarded(file, () => contextOf(dataDir, statements, options))
    const checks: CheckReport[] = []
    for (const check of CHECKS) {
      options.onCheck?.(check)
      checks.push(await run(check, context))
    }
    return {
      ok: checks.every(({ problems }) => problems === 0),
      schemaVersion: readSchemaVersion(database),
      checks,
      seconds: Number(((performance.now() - begunMs) / 1000).toFixed(1)),
    }
  } finally {
    database.close()
  }
}

function contextOf(dataDir: string, statements: Statements, options: VerifyOptions): CheckContext {
  return {
    dataDir,
    statements,
    full: options.full === true,
    modelId: options.modelId,
    collections: statements.rows<[], { key: number; id: string }>('SELECT key, id FROM collections').all(),
    models: statements
      .rows<[], { key: number; id: string; dimensions: number }>('SELECT key, id, dimensions FROM models')
      .all(),
  }
}

/** A database that breaks under a check is what the check was for: the other checks go on. */
async function run(check: CheckName, context: CheckContext): Promise<CheckReport> {
  const tally = new Tally(check)
  try {
    await CHECK_OF[check](context, tally)
  } catch (error) {
    tally.problem(`could not be read to its end: ${error instanceof Error ? error.message : String(error)}`)
  }
  return tally.report()
}
