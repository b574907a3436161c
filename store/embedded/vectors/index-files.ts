import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { checksum, moveDurably, sync } from '../durable-files.js'
import { checkGraphHeader } from './graph-header.js'
import { GRAPH_PARAMETERS, HnswGraph } from './hnsw-graph.js'

/** Raised when the same bytes would mean something else. */
const FORMAT_VERSION = 1
/** Vectors looked up in a file that was just written or read. */
const SAMPLE_VECTORS = 8
const SAMPLE_TOLERANCE = 1e-4

const sidecarSchema = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  modelId: z.string(),
  dimensions: z.number().int(),
  generation: z.number().int().positive(),
  count: z.number().int().nonnegative(),
  deleted: z.number().int().nonnegative(),
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  parameters: z.strictObject({
    neighbours: z.number().int(),
    constructionBreadth: z.number().int(),
    seed: z.number().int(),
  }),
})
type Sidecar = z.infer<typeof sidecarSchema>

export interface IndexFileContext {
  /** `vectors/<collection key>-<model key>` in the data directory. */
  readonly folder: string
  readonly modelId: string
  readonly dimensions: number
  /** The stored vector of a passage: what a file is verified against. */
  storedVector(passageId: number): Float32Array | undefined
}

/** The files of one collection's vector index: a cache, believed only when everything about it is right. */
export class IndexFiles {
  constructor(private readonly context: IndexFileContext) {}

  /**
   * Writes a new generation: to a temporary name, synced, verified by loading it, renamed, the sidecar last.
   * The generation before it stays until `keepOnly`.
   * @param signal gives it up after the step in hand
   * @returns its checksum. @throws when anything fails; nothing of the new generation is left then
   */
  async save(graph: HnswGraph, generation: number, signal: AbortSignal): Promise<string> {
    const { folder, modelId, dimensions } = this.context
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = this.graphFile(generation)
    const temporary = `${file}.tmp`
    try {
      const [count, deleted] = [graph.size, graph.deletedCount]
      await graph.save(temporary)
      signal.throwIfAborted()
      await sync(temporary)
      const sha256 = await checksum(temporary, signal)
      await this.verify(temporary, count)
      signal.throwIfAborted()
      await rename(temporary, file)
      const { size: bytes } = await stat(file)
      const parameters = { ...GRAPH_PARAMETERS }
      await this.writeSidecar({
        ...{
          format: FORMAT_VERSION,
          modelId,
          dimensions,
          generation,
          count,
          deleted,
          bytes,
          sha256,
          parameters,
        },
      })
      return sha256
    } catch (error) {
      await this.remove(generation)
      throw error
    }
  }

  /**
   * Reads the generation that the database trusts. Everything is checked before the library sees the file.
   * @param passages `live`: every passage that has a stored vector; the rest of the file is marked deleted.
   * `restored`: those that the file may still mark though they are live
   * @throws {Error} saying why it is not believed; it must be built anew then
   */
  async load(
    trusted: { generation: number; sha256: string },
    passages: { readonly live: ReadonlySet<number>; readonly restored: Iterable<number> },
  ): Promise<HnswGraph> {
    const { modelId, dimensions } = this.context
    const file = this.graphFile(trusted.generation)
    const sidecar = sidecarSchema.parse(
      JSON.parse(await readFile(this.sidecarFile(trusted.generation), 'utf8')),
    )
    const { generation, sha256 } = trusted
    const expected = { ...sidecar, generation, sha256, modelId, dimensions, parameters: GRAPH_PARAMETERS }
    if (!isDeepStrictEqual(sidecar, expected)) throw new Error('the sidecar describes another index')
    const { size } = await stat(file)
    if (size !== sidecar.bytes)
      throw new Error(`the index file has ${size} bytes instead of ${sidecar.bytes}`)
    if ((await checksum(file)) !== sidecar.sha256) throw new Error('the checksum of the index file is wrong')
    const graph = await this.open(file, sidecar.count)
    try {
      const marked = graph.keepOnly(passages.live) + graph.reviveMarked(passages.restored)
      if (marked !== sidecar.deleted)
        throw new Error('the index file marks other vectors deleted than it should')
      this.checkSample(graph)
      return graph
    } catch (error) {
      graph.dispose()
      throw error
    }
  }

  /** Removes every generation but one, and what an interrupted save left. */
  async keepOnly(generation: number | undefined): Promise<void> {
    const kept = generation === undefined ? [] : [this.graphFile(generation), this.sidecarFile(generation)]
    for (const name of await list(this.context.folder)) {
      const path = join(this.context.folder, name)
      if (!kept.includes(path)) await rm(path, { force: true })
    }
  }

  /** The highest generation that any file here has; 0 when there is none. */
  async newestGeneration(): Promise<number> {
    const generations = (await list(this.context.folder)).map(name => Number.parseInt(name, 10))
    return Math.max(0, ...generations.filter(Number.isSafeInteger))
  }

  private async verify(file: string, count: number): Promise<void> {
    const graph = await this.open(file, count)
    try {
      this.checkSample(graph)
    } finally {
      graph.dispose()
    }
  }

  private async open(file: string, count: number): Promise<HnswGraph> {
    await checkGraphHeader(file, this.context.dimensions, count)
    return HnswGraph.load(file, this.context.dimensions)
  }

  /** Some vectors must be those that are stored, and be found. */
  private checkSample(graph: HnswGraph): void {
    for (const label of graph.sample(SAMPLE_VECTORS)) {
      const stored = this.context.storedVector(label)
      // Deleted since the file was written; nothing can be said of it.
      if (stored === undefined) continue
      const held = graph.vector(label)
      if (held === undefined || !isNear(held, stored))
        throw new Error(`the index file holds another vector for passage ${label}`)
      const [best] = graph.search(stored, 1)
      if (best === undefined || best.score < 1 - SAMPLE_TOLERANCE * 100)
        throw new Error(`the index file does not find passage ${label} by its own vector`)
    }
  }

  private async writeSidecar(sidecar: Sidecar): Promise<void> {
    const file = this.sidecarFile(sidecar.generation)
    const temporary = `${file}.tmp`
    await writeFile(temporary, JSON.stringify(sidecar), { mode: 0o600 })
    await sync(temporary)
    await moveDurably(temporary, file)
  }

  private async remove(generation: number): Promise<void> {
    for (const file of [this.graphFile(generation), this.sidecarFile(generation)])
      for (const path of [file, `${file}.tmp`]) await rm(path, { force: true })
  }

  private graphFile(generation: number): string {
    return join(this.context.folder, `${generation}.hnsw`)
  }

  private sidecarFile(generation: number): string {
    return join(this.context.folder, `${generation}.json`)
  }
}

function isNear(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => Math.abs(value - (other[index] ?? NaN)) <= SAMPLE_TOLERANCE)
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
