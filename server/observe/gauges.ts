import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Embedder } from '../../embeddings/embedder.js'
import type { Archive } from '../../store/archive.js'
import type { Gate } from '../http/gate.js'

/** What is asked for its state when somebody looks. */
export interface MetricSources {
  readonly archive: Pick<Archive, 'collections' | 'vectorIndexes' | 'jobs'>
  readonly embedder: Pick<Embedder, 'state'>
  readonly gates: Readonly<Record<string, Gate>>
  readonly dataDir: string
}

/** Of collections the first ones have figures of their own. */
const MAX_COLLECTIONS = 100
const MAX_JOBS = 1000
const DATABASE_FILES = ['youju.db', 'youju.db-wal']

export function addGauges(registry: Registry, sources: MetricSources): void {
  addQueues(registry, sources)
  addArchive(registry, sources)
  addProcess(registry, sources)
}

function addQueues(registry: Registry, { gates, embedder, archive }: MetricSources): void {
  const registers = [registry]
  new Gauge({
    name: 'youju_gate_places',
    help: 'Requests at each gate: computing, waiting, or standing aside while a language model writes',
    ...{ labelNames: ['gate', 'state'], registers },
    collect() {
      for (const [name, gate] of Object.entries(gates))
        for (const [state, places] of Object.entries(gate.depth()))
          this.set({ gate: name, state }, Number(places))
    },
  })
  new Gauge({
    name: 'youju_embedding_waiting',
    help: 'Groups of texts that wait for the embedding model',
    ...{ labelNames: ['kind'], registers },
    collect() {
      const { waitingQueries = 0, waitingPassages = 0 } = embedder.state?.() ?? {}
      this.set({ kind: 'query' }, waitingQueries)
      this.set({ kind: 'passage' }, waitingPassages)
    },
  })
  new Counter({
    name: 'youju_query_cache_total',
    help: 'Vectors of questions that were remembered (hit) or not (miss)',
    ...{ labelNames: ['result'], registers },
    collect() {
      const { cacheHits = 0, cacheMisses = 0 } = embedder.state?.() ?? {}
      this.reset()
      this.inc({ result: 'hit' }, cacheHits)
      this.inc({ result: 'miss' }, cacheMisses)
    },
  })
  new Gauge({
    name: 'youju_jobs',
    help: 'Jobs under way',
    ...{ labelNames: ['state'], registers },
    async collect() {
      const jobs = await archive.jobs(MAX_JOBS)
      for (const state of ['queued', 'running'])
        this.set({ state }, jobs.filter(job => job.state === state).length)
    },
  })
}

function addArchive(registry: Registry, { archive }: MetricSources): void {
  const common = { labelNames: ['collection'] as const, registers: [registry] }
  const documents = new Gauge({ ...common, name: 'youju_documents', help: 'Documents of a collection' })
  new Gauge({
    ...{ ...common, name: 'youju_passages', help: 'Passages of a collection' },
    async collect() {
      this.reset()
      documents.reset()
      for (const { id, ...counts } of (await archive.collections()).slice(0, MAX_COLLECTIONS)) {
        this.set({ collection: id }, counts.passages)
        documents.set({ collection: id }, counts.documents)
      }
    },
  })
  const vectors = new Gauge({ ...common, name: 'youju_index_vectors', help: 'Vectors in the index' })
  const missing = new Gauge({
    ...{ ...common, name: 'youju_index_missing', help: 'Passages without a vector of the current model' },
  })
  new Gauge({
    ...{ ...common, name: 'youju_index_generation', help: 'Generation of the vector index' },
    async collect() {
      for (const gauge of [this, vectors, missing]) gauge.reset()
      for (const index of (await archive.vectorIndexes()).slice(0, MAX_COLLECTIONS)) {
        const { collection } = index
        this.set({ collection }, index.generation)
        vectors.set({ collection }, index.count)
        missing.set({ collection }, index.missing)
      }
    },
  })
}

function addProcess(registry: Registry, { dataDir }: MetricSources): void {
  const registers = [registry]
  new Gauge({
    ...{ name: 'youju_database_bytes', help: 'The database and its log on the disk', registers },
    async collect() {
      const sizes = DATABASE_FILES.map(name =>
        stat(join(dataDir, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      this.set((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0))
    },
  })
  new Gauge({
    ...{ name: 'youju_memory_bytes', help: 'Memory of the process', labelNames: ['kind'], registers },
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage()
      this.set({ kind: 'resident' }, rss)
      this.set({ kind: 'heap' }, heapUsed)
      this.set({ kind: 'external' }, external)
    },
  })
  new Gauge({
    ...{ name: 'youju_start_time_seconds', help: 'When the process began, seconds since 1970', registers },
    collect() {
      this.set(Date.now() / 1000 - process.uptime())
    },
  })
}
