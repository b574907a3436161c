import { checkVector } from '../documents/check-documents.js'
import { vectorTable } from '../documents/collection-tables.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

type Model = CheckContext['models'][number]

/**
 * Every vector has its model's size and unit length and belongs to a passage of its collection; and every passage
 * has one of the model that is served.
 */
export function checkVectors(context: CheckContext, tally: Tally): void {
  const isEmbedding = context.statements
    .values<[], number>(
      `SELECT 1 FROM jobs WHERE state IN ('queued', 'running') AND kind IN ('re-embed', 'reindex')`,
    )
    .get()
  for (const collection of context.collections)
    for (const model of context.models)
      context.statements.snapshot(() => {
        const table = vectorTable(collection.key, model.key)
        if (!isTable(context, table)) return
        checkTable(context, tally, { table, model, collectionKey: collection.key })
        const missing = countMissing(context, table, collection.key)
        if (missing === 0 || (context.modelId !== undefined && model.id !== context.modelId)) return
        const text = `${missing} passages of ${collection.id} have no vector of ${model.id}`
        // Without knowing which model is served, nothing can be said of the others.
        if (isEmbedding !== undefined || context.modelId === undefined) tally.note(text)
        else tally.problem(text, missing)
      })
}

function isTable({ statements }: CheckContext, name: string): boolean {
  const sql = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`
  return statements.values<[string], number>(sql).get(name) !== undefined
}

interface Table {
  readonly table: string
  readonly model: Model
  readonly collectionKey: number
}

function checkTable(
  { statements }: CheckContext,
  tally: Tally,
  { table, model, collectionKey }: Table,
): void {
  const rows = statements.rows<[], { passage: number; vector: Buffer; collection: number | null }>(
    `SELECT v.passage, v.vector, d.collection FROM ${table} v LEFT JOIN passages p ON p.id = v.passage
     LEFT JOIN documents d ON d.key = p.document AND d.withdrawn_at IS NULL`,
  )
  for (const { passage, vector, collection } of rows.iterate()) {
    tally.examine()
    if (collection !== collectionKey)
      tally.problem(`${table} holds a vector for passage ${passage}, which is not there`)
    const problem = problemOf(vector, model.dimensions)
    if (problem !== undefined) tally.problem(`the vector of passage ${passage} in ${table}: ${problem}`)
  }
}

function problemOf(bytes: Buffer, dimensions: number): string | undefined {
  if (bytes.byteLength !== dimensions * Float32Array.BYTES_PER_ELEMENT) return `${bytes.byteLength} bytes`
  try {
    checkVector(new Float32Array(Uint8Array.from(bytes).buffer), dimensions)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function countMissing({ statements }: CheckContext, table: string, collectionKey: number): number {
  const sql = `SELECT count(*) FROM documents d CROSS JOIN passages p ON p.document = d.key
    WHERE d.collection = ? AND d.withdrawn_at IS NULL AND p.id NOT IN (SELECT passage FROM ${table} INDEXED BY ${table}_keys)`
  return statements.values<[number], number>(sql).get(collectionKey) ?? 0
}
