import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../store/embedded/database.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { DIMENSIONS, TEXT, writeEarlier } from './earlier-format.js'
import { vectorOf } from './prepared-documents.js'
import { log, temporaryDirectory } from './temporary-archive.js'

const FORMATS = Array.from({ length: MIGRATIONS.length }, (_step, index) => index + 1)

type Rows = Record<string, Record<string, unknown>[]>

/** Every row of every table that has a name of its own. Those of FTS5 and of vectors are compared by searching. */
function rowsOf(dataDir: string): Rows {
  const database = new Database(join(dataDir, 'youju.db'), { readonly: true })
  const names = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*[0-9]*' AND name NOT LIKE 'sqlite%'`,
    )
    .pluck()
    .all()
  const rows = names.map(name => [name, database.prepare(`SELECT * FROM "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows) as Rows
}

describe('A database of an earlier version', () => {
  it.each(FORMATS)('of format %i is brought to the present one, with everything in it', async format => {
    const dataDir = await temporaryDirectory()
    writeEarlier(dataDir, format)
    const before = rowsOf(dataDir)
    const archive = await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log })
    expect(rowsOf(dataDir)).toMatchObject(before)
    const terms = [{ field: 'words', text: 'ferry' }] as const
    const found = await archive.searchKeyword({ collections: ['default'], terms, limit: 5 })
    expect(found.passages).toMatchObject([{ passageId: 1 }])
    const vector = vectorOf(TEXT, DIMENSIONS)
    const nearest = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    expect(nearest).toMatchObject([{ passageId: 1 }])
    expect(await archive.answer('ans')).toMatchObject({ body: { quote: TEXT } })
    expect(await archive.withdrawDocument('default', 'ferry', null)).toBe(true)
    expect(await archive.answer('ans')).toMatchObject({ body: { quote: '' } })
    await archive.close()
    const { checks } = await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })
    expect(checks.flatMap(({ details }) => details)).toEqual([])
    await rm(dataDir, { recursive: true })
  })
})
