/**
 * How fast is the store alone, and how exact its vector arm, at 20,000 passages? Synthetic text whose words are
 * as unevenly common as a language's (Zipf), vectors in clusters as texts of common topics have them.
 *
 * `node dist/bench/store.js [passages]` prints one JSON object; every time is in milliseconds, by the clock
 * unless it is called `processor`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createLogger } from '../core/log.js'
import type { RetrievalFilter } from '../core/types.js'
import type { Archive, IndexTerm, PreparedDocument } from '../store/archive.js'
import { openEmbeddedArchive } from '../store/embedded/embedded-archive.js'
import { seededRandom } from '../tests/store/prepared-documents.js'
import { clusteredVectors, exactNearest, untilReady } from '../tests/store/vector-corpus.js'

const DIMENSIONS = 256
const VOCABULARY = 30_000
const HAN_FIRST = 0x4e00
const HAN_COUNT = 3000
const PASSAGE_WORDS = 120
const DOCUMENT_PASSAGES = 5
const BATCH_DOCUMENTS = 25
const QUERIES = 300
const RECALL_QUERIES = 100
/** What retrieval asks of the arms (retrieval/gather.ts). */
const KEYWORD_DEPTH = 100
const VECTOR_DEPTH = 60
/** Words of a question; drawn as they occur, so that most are common ones. */
const QUERY_WORDS = 10
/** A tag that half of the documents have, and one that one in twenty has. */
const HALF: RetrievalFilter = { tags: ['half'] }
const TWENTIETH: RetrievalFilter = { tags: ['twentieth'] }

interface Corpus {
  readonly documents: readonly PreparedDocument[]
  readonly vectors: readonly Float32Array[]
  readonly questions: readonly (readonly IndexTerm[])[]
}

/** Words by rank: the most common ones are single characters, as 的 and 是 are. */
function vocabulary(random: () => number): string[] {
  const character = () => String.fromCharCode(HAN_FIRST + Math.floor(random() ** 2 * HAN_COUNT))
  return Array.from({ length: VOCABULARY }, (_, rank) =>
    rank < 100 ? character() : character() + character() + (random() < 0.2 ? character() : ''),
  )
}

/** Draws ranks with probability 1 / rank. */
const zipf = (random: () => number) => Math.floor(VOCABULARY ** random()) - 1

function bigramsOf(words: readonly string[]): string[] {
  const characters = Array.from(words.join(''))
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`)
}

function synthesise(passages: number): Corpus {
  const random = seededRandom(11)
  const words = vocabulary(random)
  const draw = (count: number) => Array.from({ length: count }, () => words[zipf(random)] ?? '')
  const vectors = clusteredVectors(passages, DIMENSIONS, 12)
  const documents: PreparedDocument[] = []
  for (let first = 0; first < passages; first += DOCUMENT_PASSAGES) {
    const parts = Array.from({ length: Math.min(DOCUMENT_PASSAGES, passages - first) }, () =>
      draw(PASSAGE_WORDS),
    )
    documents.push(documentOf(`d${first}`, parts, vectors.slice(first, first + parts.length)))
  }
  const questions = Array.from({ length: QUERIES }, () => {
    const asked = draw(QUERY_WORDS)
    return [
      ...asked.map((text): IndexTerm => ({ field: 'words', text })),
      ...bigramsOf(asked).map((text): IndexTerm => ({ field: 'bigrams', text })),
    ]
  })
  return { documents, vectors, questions }
}

function documentOf(
  id: string,
  parts: readonly string[][],
  vectors: readonly Float32Array[],
): PreparedDocument {
  const number = Number(id.slice(1)) / DOCUMENT_PASSAGES
  const texts = parts.map(words => words.join(''))
  let start = 0
  const passages = parts.map((words, index) => {
    const end = start + (texts[index]?.length ?? 0)
    const vector = vectors[index] ?? new Float32Array(DIMENSIONS)
    const passage = { start, end, words: words.join(' '), bigrams: bigramsOf(words).join(' '), vector }
    start = end
    return passage
  })
  return {
    ...{ id, title: id, text: texts.join(''), url: null, publishedAt: null, author: null, language: 'zh' },
    tags: [number % 2 === 0 ? 'half' : 'other', ...(number % 20 === 1 ? ['twentieth'] : [])],
    ...{ contentHash: id, titleWords: id, titleBigrams: '', passages },
  }
}

const milliseconds = (value: number) => Number(value.toFixed(2))

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return milliseconds(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
}

async function timed(count: number, work: (index: number) => Promise<unknown>) {
  const times: number[] = []
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) {
    const begun = performance.now()
    await work(index)
    times.push(performance.now() - begun)
  }
  const { user, system } = process.cpuUsage(before)
  // Processor time of all threads: what others do on the machine is not the store's doing.
  const processor = milliseconds((user + system) / 1000 / count)
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), max: quantile(times, 1), processor }
}

async function ingest(archive: Archive, { documents, vectors }: Corpus) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const begun = performance.now()
  for (let at = 0; at < documents.length; at += BATCH_DOCUMENTS)
    await archive.putDocuments('default', documents.slice(at, at + BATCH_DOCUMENTS))
  const written = performance.now()
  await untilReady(archive)
  delay.disable()
  return {
    passagesPerSecond: Math.round((vectors.length / (written - begun)) * 1000),
    graphReadyAfter: milliseconds(performance.now() - written),
    longestEventLoopDelay: milliseconds(delay.max / 1e6),
  }
}

/** Of the ten that are exactly nearest, how many the index finds. */
async function recall(archive: Archive, { vectors, documents }: Corpus, filter?: RetrievalFilter) {
  const wanted = filter?.tags?.[0]
  const passes = (index: number) =>
    wanted === undefined || documents[Math.floor(index / DOCUMENT_PASSAGES)]?.tags.includes(wanted) === true
  const allowed = [...vectors.keys()].filter(passes)
  const candidates = allowed.map(index => vectors[index] ?? new Float32Array(DIMENSIONS))
  let found = 0
  for (const vector of clusteredVectors(RECALL_QUERIES, DIMENSIONS, 13)) {
    // The archive was empty: passage ids count from 1 in the order of ingestion.
    const expected = new Set(exactNearest(candidates, vector, 10).map(at => (allowed[at] ?? -1) + 1))
    const hits = await archive.searchVector({ collections: ['default'], vector, limit: 10, filter })
    found += hits.filter(({ passageId }) => expected.has(passageId)).length
  }
  return milliseconds(found / (RECALL_QUERIES * 10))
}

async function search(archive: Archive, { questions }: Corpus) {
  const vectors = clusteredVectors(QUERIES, DIMENSIONS, 14)
  const inDefault = { collections: ['default'] }
  const keyword = (index: number, filter?: RetrievalFilter) =>
    archive.searchKeyword({ ...inDefault, terms: questions[index] ?? [], limit: KEYWORD_DEPTH, filter })
  const vector = (index: number, filter?: RetrievalFilter) => {
    const asked = vectors[index] ?? new Float32Array(DIMENSIONS)
    return archive.searchVector({ ...inDefault, vector: asked, limit: VECTOR_DEPTH, filter })
  }
  return {
    keyword: await timed(QUERIES, index => keyword(index)),
    keywordHalf: await timed(QUERIES, index => keyword(index, HALF)),
    keywordTwentieth: await timed(QUERIES, index => keyword(index, TWENTIETH)),
    vector: await timed(QUERIES, index => vector(index)),
    vectorHalf: await timed(QUERIES, index => vector(index, HALF)),
    vectorTwentieth: await timed(QUERIES, index => vector(index, TWENTIETH)),
    bothArms: await timed(QUERIES, index => Promise.all([keyword(index), vector(index)])),
  }
}

const corpus = synthesise(Number(process.argv[2] ?? 20_000))
const dataDir = await mkdtemp(join(tmpdir(), 'youju-bench-'))
const options = { dataDir, modelId: 'bench', dimensions: DIMENSIONS, log: createLogger('warn') }
const residentBefore = process.memoryUsage.rss()
const archive = await openEmbeddedArchive(options)
const ingested = await ingest(archive, corpus)
const searched = await search(archive, corpus)
const recallAt10 = {
  all: await recall(archive, corpus),
  half: await recall(archive, corpus, HALF),
  twentieth: await recall(archive, corpus, TWENTIETH),
}
await archive.close()
const begun = performance.now()
const reopened = await openEmbeddedArchive(options)
const open = milliseconds(performance.now() - begun)
await untilReady(reopened)
const graphLoaded = milliseconds(performance.now() - begun)
await reopened.close()
const residentMebibytes = {
  corpus: Math.round(residentBefore / 2 ** 20),
  atEnd: Math.round(process.memoryUsage.rss() / 2 ** 20),
}
console.log(JSON.stringify({ ingested, searched, recallAt10, open, graphLoaded, residentMebibytes }, null, 1))
await rm(dataDir, { recursive: true, force: true })
