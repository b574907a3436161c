import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../../core/package-root.js'

const numbers = z.array(z.number())
const layer = z.object({ weights: z.array(numbers), bias: numbers })
const headerSchema = z.object({
  id: z.string(),
  vocabulary: z.array(z.string()),
  buckets: z.int().positive(),
  /** Row length of each table, and what a step of its bytes is worth; the tables follow the header in this order. */
  tables: z.array(
    z.object({ name: z.string(), rows: z.int(), columns: z.int(), scale: z.number().positive() }),
  ),
  /** Weight of a question token: of its evidence, and by its distance from the interrogative. */
  tokenWeight: z.tuple([layer, layer]),
  distanceWeight: numbers,
  distanceAttention: numbers,
  /** What a match is worth by the length of its run (the last entry: that long or longer). */
  match: numbers,
  /** What a merely similar token is worth. */
  similarity: z.tuple([layer, layer]),
  kind: z.number(),
  length: z.number(),
  hasField: z.number(),
  isShort: z.number(),
  novelty: z.number(),
  field: z.tuple([z.number(), z.number()]),
})

export type SelectorHeader = z.infer<typeof headerSchema>
export type Layer = z.infer<typeof layer>

/** Rows of small integers; a value is `scale` times what is stored. */
export interface Table {
  readonly columns: number
  readonly scale: number
  readonly values: Int8Array
}

export interface SelectorModel extends SelectorHeader {
  readonly table: (name: string) => Table
  readonly idOf: (key: string) => number
}

/** Row of what the vocabulary lacks. */
const UNKNOWN = 1
const LINE_END = 0x0a

/** Where the built-in model lies. */
export const selectorModelPath = () => join(packageRoot(), 'answer/selector/sentence-selector.bin')

/** Reads the file that embeddings/training/selector wrote: a line of JSON, then the tables as signed bytes. */
export async function readSelectorModel(path = selectorModelPath()): Promise<SelectorModel> {
  const bytes = await readFile(path)
  const lineEnd = bytes.indexOf(LINE_END)
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', 0, lineEnd)))
  const tables = new Map<string, Table>()
  let at = lineEnd + 1
  for (const { name, rows, columns, scale } of header.tables) {
    const values = new Int8Array(bytes.buffer, bytes.byteOffset + at, rows * columns)
    tables.set(name, { columns, scale, values })
    at += rows * columns
  }
  if (at !== bytes.length) throw new RangeError(`${path}: expected ${at} bytes, found ${bytes.length}`)
  const ids = new Map(header.vocabulary.map((key, id) => [key, id]))
  return {
    ...header,
    idOf: key => ids.get(key) ?? UNKNOWN,
    table(name) {
      const table = tables.get(name)
      if (table === undefined) throw new RangeError(`${path}: expected a table "${name}"`)
      return table
    },
  }
}
