import type { Answer, Answerer, Citation } from '../../answer/answer.js'
import { AppError } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import type { CollectionInfo, Job, StoredDocument, UpsertResult } from '../../core/types.js'
import type { Ingestor } from '../../ingest/ingestor.js'
import type { ServerDeps } from '../../server/deps.js'
import type { Retriever } from '../../retrieval/search.js'
import { FAKE_EMBEDDER, FAKE_FETCHER, FAKE_STORAGE } from './fake-parts.js'
import type { AnswerRecord, Archive, Feedback, RecordScope } from '../../store/archive.js'
import { asynchronous, type Immediate } from './asynchronous.js'
import { fakeDesks } from './fake-curated.js'
import { hitOf } from './fake-hit.js'
import { fakeRecords } from './fake-records.js'
import { NOTHING_ASKED } from './nothing-asked.js'
import { fakeSourceService } from './fake-sources.js'
import { fakeSettings } from './fake-settings.js'

type Narrow =
  'curated' | 'unanswered' | 'fetcher' | 'withdrawals' | 'sources' | 'reindex' | 'reEmbed' | 'repeatImport'
/** In-memory rooms, for tests of HTTP behaviour only: one passage a document, found by plain inclusion. */
export interface FakeRooms extends Pick<ServerDeps, 'retriever' | 'answerer' | 'embedder' | Narrow> {
  readonly archive: Archive
  readonly ingestor: Ingestor
  readonly records: Map<string, AnswerRecord>
  readonly feedback: Map<string, Feedback>
}

interface Shelf {
  readonly name: string
  readonly documents: Map<string, StoredDocument>
}

interface Kept {
  readonly shelves: Map<string, Shelf>
  readonly jobs: Map<string, Job>
  readonly records: Map<string, AnswerRecord>
  readonly feedback: Map<string, Feedback>
}

const NOW = '2025-03-02T01:30:00Z'

export function createFakeRooms(): FakeRooms {
  const kept: Kept = { shelves: new Map(), jobs: new Map(), records: new Map(), feedback: new Map() }
  kept.shelves.set('default', { name: 'default', documents: new Map() })
  const retriever = fakeRetriever(kept)
  const archive: Archive = { ...fakeArchive(kept), ...fakeRecords() }
  const isThere = (collection: string, id: string) =>
    Promise.resolve(shelfOf(kept, collection).documents.has(id))
  return {
    archive,
    ...fakeDesks(archive),
    sources: fakeSourceService(kind => archive.createJob(kind, null)),
    embedder: FAKE_EMBEDDER,
    fetcher: FAKE_FETCHER,
    ingestor: fakeIngestor(kept),
    retriever,
    answerer: fakeAnswerer(retriever, kept),
    withdrawals: { withdraw: isThere, restore: isThere },
    repeatImport: () => Promise.resolve(undefined),
    reindex: () => archive.createJob('reindex', 0),
    // No vector is ever missing.
    reEmbed: () => Promise.resolve(undefined),
    records: kept.records,
    feedback: kept.feedback,
  }
}

function shelfOf({ shelves }: Kept, id: string): Shelf {
  const found = shelves.get(id)
  if (found === undefined) throw new AppError('collection_not_found', `There is no collection "${id}".`)
  return found
}

function inScope<Made extends Pick<Job, 'owner' | 'collections'>>(
  made: Made | undefined,
  { owner, collections }: RecordScope = {},
): Made | undefined {
  if (made === undefined || (owner !== undefined && made.owner !== owner)) return undefined
  if (collections === undefined) return made
  return made.collections?.every(id => collections.includes(id)) === true ? made : undefined
}

function fakeArchive(kept: Kept): Omit<Archive, 'access'> {
  const { shelves, jobs, records, feedback } = kept
  const info = (id: string): CollectionInfo => {
    const { name, documents } = shelfOf(kept, id)
    return {
      id,
      name,
      documents: documents.size,
      passages: documents.size,
      updatedAt: NOW,
      settingsVersion: 0,
    }
  }
  const changeJob: Immediate<Archive>['updateJob'] = (id, change) => {
    const job = jobs.get(id)
    if (job === undefined) throw new AppError('job_not_found', 'There is no job of that id.')
    const kept = isUnderWay(job) ? {} : { state: job.state }
    const changed = { ...job, ...change, ...kept, updatedAt: '2025-03-01T00:00:10Z' }
    jobs.set(id, changed)
    return changed
  }
  return asynchronous<Omit<Archive, 'access'>>({
    modelId: 'fake@1',
    dimensions: 2,
    putCollection(id, name) {
      const before = shelves.get(id)
      shelves.set(id, {
        name: name ?? before?.name ?? id,
        documents: before?.documents ?? new Map<string, never>(),
      })
      return { collection: info(id), created: before === undefined }
    },
    ...fakeSettings(id => shelves.has(id)),
    ...FAKE_STORAGE,
    collections: () => [...shelves.keys()].map(info),
    collection: id => (shelves.has(id) ? info(id) : undefined),
    deleteCollection: id => shelves.delete(id),
    document: (collection, id) => shelfOf(kept, collection).documents.get(id),
    passagesOfDocument: (collection, id) =>
      [shelfOf(kept, collection).documents.get(id) ?? []].flat().map(found => hitOf(found, '', 1).passage),
    unanswered: () => [],
    documents(collection, { limit, cursor = '0' }) {
      const all = [...shelfOf(kept, collection).documents.values()]
      const start = Number(cursor)
      if (!Number.isInteger(start)) throw new AppError('invalid_cursor', 'The cursor is not one of ours.')
      const end = start + limit
      return { documents: all.slice(start, end), nextCursor: end < all.length ? String(end) : null }
    },
    deleteDocument: (collection, id) => shelfOf(kept, collection).documents.delete(id),
    pinDocument: (collection, id) => shelfOf(kept, collection).documents.has(id),
    createJob(kind, total, { owner = 'loopback', collections = null, upload = null, paths = null } = {}) {
      const id = `job_${jobs.size + 1}`
      const createdAt = '2025-03-01T00:00:00Z'
      const counts = { done: 0, total, failed: 0, errors: [] }
      const made = {
        owner,
        collections,
        upload,
        paths,
        counts: null,
        createdAt,
        updatedAt: createdAt,
        startedAt: null,
      }
      const job: Job = { id, kind, state: 'queued', ...counts, ...made }
      jobs.set(id, job)
      return job
    },
    updateJob: changeJob,
    job: (id, scope) => inScope(jobs.get(id), scope),
    jobs: (limit, scope) =>
      [...jobs.values()]
        .reverse()
        .filter(job => inScope(job, scope))
        .slice(0, limit),
    answer: (id, scope) => inScope(records.get(id), scope),
    answersById: ids => ids.flatMap(id => records.get(id) ?? []),
    answers: ({ limit, scope }) => ({
      answers: [...records.values()]
        .filter(record => inScope(record, scope) !== undefined)
        .slice(0, limit)
        .map(({ id, createdAt, question, owner, collections, conversationId }) => ({
          ...{ id, createdAt, question, owner, collections, conversationId },
          ...{ answered: true, confidence: 1, mode: 'extractive', feedback: feedback.get(id) ?? null },
        })),
      nextCursor: null,
    }),
    putFeedback: (id, given, scope) =>
      inScope(records.get(id), scope) !== undefined && feedback.set(id, given).has(id),
    deleteConversation: (id, scope) =>
      [...records.values()]
        .filter(record => record.conversationId === id && inScope(record, scope))
        .map(record => records.delete(record.id)).length > 0,
    vectorIndexes: () =>
      [...shelves.keys()].map(collection => ({
        ...{ collection, state: 'ready' as const, generation: 1, count: 0, missing: 0 },
      })),
  })
}

function fakeIngestor(kept: Kept): Ingestor {
  return asynchronous<Ingestor>({
    put(collection, documents, progress) {
      const { documents: stored } = shelfOf(kept, collection)
      const results = documents.map((document, index): UpsertResult => {
        if (document.text.trim() === '')
          throw new AppError('empty_document', `Document ${index} has no text.`)
        const id = document.id ?? `made-${index}`
        const before = stored.get(id)
        const { title, url = null, publishedAt = null, author = null, tags = [], language = null } = document
        const version = (before?.version ?? 0) + 1
        const text = document.text.toWellFormed().replaceAll('\0', '')
        const shown = { title, text, url, publishedAt, author, tags, language }
        stored.set(id, { collection, id, ...shown, version, indexedAt: NOW, passages: 1 })
        return { id, status: before === undefined ? 'created' : 'updated', passages: 1 }
      })
      void progress?.onBatch?.(results)
      return results
    },
  })
}

function fakeRetriever(kept: Kept): Retriever {
  return asynchronous<Retriever>({
    search({ query, collections, limit = 10 }) {
      if (query.trim() === '') throw new AppError('empty_question', 'The question has no searchable text.')
      const shelves = (collections ?? [...kept.shelves.keys()]).map(id => shelfOf(kept, id))
      const hits = shelves
        .flatMap(({ documents }) => [...documents.values()])
        .filter(({ text }) => text.includes(query))
        .map((document, index) => hitOf(document, query, index + 1))
      return { hits: hits.slice(0, limit), interpreted: { phrases: [] }, asked: NOTHING_ASKED }
    },
  })
}

/** The best hit as the one block; everything else is a refusal. */
function fakeAnswerer(retriever: Retriever, { records, shelves }: Kept): Answerer {
  return {
    async answer({ owner, question, collections, conversationId = 'con_1' }, progress) {
      const { hits } = await retriever.search({ query: question, collections })
      const places = hits.slice(0, 1).map(({ passage }) => {
        const { id: passageId, collection, documentId, title, url, publishedAt, start, end } = passage
        return { collection, documentId, passageId, title, url, publishedAt, start, end }
      })
      const citations = places.map((place, index): Citation => {
        return { ...place, source: 1, quote: hits[index]?.passage.text ?? '', support: 1 }
      })
      const sources = places.map(place => ({ ...place, number: 1 }))
      const blocks = citations.map(citation => ({ text: citation.quote, citations: [citation] }))
      progress?.onSources?.(sources)
      blocks.forEach((block, index) => progress?.onBlock?.(block, index))
      const answered = blocks.length > 0
      const answer: Answer = {
        id: `ans_${records.size + 1}`,
        question,
        standaloneQuestion: question,
        answered,
        mode: 'extractive',
        confidence: 0.9,
        text: blocks.map(({ text }) => `${text}[1]`).join(''),
        blocks,
        sources,
        refusal: answered ? null : { code: 'not_in_archive', message: '资料中没有找到。', nearest: [] },
        degraded: null,
        conversationId,
        tookMs: 1,
      }
      records.set(answer.id, {
        id: answer.id,
        createdAt: NOW,
        conversationId,
        question,
        owner,
        collections: collections ?? [...shelves.keys()],
        body: answer,
        trace: null,
      })
      return answer
    },
  }
}
