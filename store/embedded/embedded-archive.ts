import { mkdirSync } from 'node:fs'
import { systemClock, type Clock } from '../../core/clock.js'
import type { AppError } from '../../core/errors.js'
import type { CollectionSettings } from '../../core/types.js'
import type {
  AnswerRecord,
  Archive,
  DocumentQuery,
  Feedback,
  IndexTerm,
  JobOrigin,
  KeywordQuery,
  MisspeltWord,
  PassageVector,
  PreparedDocument,
  RecordScope,
  VectorQuery,
} from '../archive.js'
import { startWorkers } from './workers/archive-workers.js'
import type { Workers, WriteArgument, WriteMethod } from './workers/archive-workers.js'
import { createEvaluations } from './records/embedded-evaluations.js'
import { createIndexUpkeep } from './embedded-index-upkeep.js'
import { DiskGuard } from './disk-guard.js'
import { measureStorage } from './workers/measure-storage.js'
import type { Evaluations } from '../evaluations.js'
import type { DocumentTerms, IndexUpkeep } from '../index-upkeep.js'
import { closeArchive } from './close-archive.js'
import type { EmbeddedArchiveOptions } from './embedded-archive-options.js'
import { checkVector } from './documents/check-documents.js'
import { lockDirectory, type DirectoryLock } from './directory-lock.js'
import { DocumentSender } from './documents/document-sender.js'
import type { PassageChange } from './documents/document-writer.js'
import { createRecords } from './records/embedded-records.js'
import type { IndexSaver } from './vectors/index-saver.js'
import type { JobChange } from './records/job-store.js'
import type { WriteHandlers } from './workers/write-worker.js'

/**
 * Opens the archive that lives in one data directory, and makes it when it is not there. This process holds
 * the directory until `close`.
 *
 * SQLite is the truth; every index beside it is a cache. All work is done on worker threads (one writes, one
 * reads and searches by keyword, one searches vectors), so the caller's event loop is never blocked.
 *
 * @throws {AppError} `archive_busy`, `archive_damaged`, `archive_too_new`, `disk_full`
 */
export async function openEmbeddedArchive(options: EmbeddedArchiveOptions): Promise<Archive> {
  const { dataDir, modelId, dimensions, log } = options
  const clock = options.clock ?? systemClock
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(dataDir, clock)
  const failures: AppError[] = []
  const guard = new DiskGuard({
    dataDir,
    minFreeBytes: options.diskMinFreeBytes ?? 0,
    freeBytes: options.freeBytes,
  })
  try {
    const { workers, saver } = await startWorkers(options, { clock, failures, log, guard })
    return new EmbeddedArchive({ modelId, dimensions, clock, lock, failures, saver, dataDir, guard }, workers)
  } catch (error) {
    lock.release()
    throw error
  }
}

interface Context {
  readonly modelId: string
  readonly dimensions: number
  readonly clock: Clock
  readonly lock: DirectoryLock
  readonly failures: readonly AppError[]
  readonly saver: IndexSaver
  readonly dataDir: string
  readonly guard: DiskGuard
}

class EmbeddedArchive implements Archive {
  readonly modelId: string
  readonly dimensions: number
  readonly sources: Archive['sources']
  readonly access: Archive['access']
  readonly webhooks: Archive['webhooks']
  readonly curated: Archive['curated']
  readonly indexes: IndexUpkeep
  readonly evaluations: Evaluations
  readonly answers: Archive['answers'] = query => this.reader.call('answers', query)
  readonly collections: Archive['collections'] = () => this.reader.call('collections', undefined)
  readonly vectorIndexes: Archive['vectorIndexes'] = () => this.workers.searcher.call('status', undefined)
  readonly pinDocument: Archive['pinDocument'] = (collection, id, isPinned) =>
    this.write('pinDocument', { collection, id, isPinned })
  readonly unanswered: Archive['unanswered'] = query => this.reader.call('unanswered', query)
  readonly deleteDocument: Archive['deleteDocument'] = (collection, id, { keepWithdrawn = false } = {}) =>
    this.change('deleteDocument', { collection, id, keepWithdrawn })
  readonly purgeJobs: Archive['purgeJobs'] = (before, keep) => this.write('purgeJobs', { before, keep })
  readonly jobs: Archive['jobs'] = (limit, scope) => this.reader.call('jobs', { limit, scope })
  readonly job: Archive['job'] = (id, scope) => this.reader.call('job', { id, scope })
  readonly answer: Archive['answer'] = (id, scope) => this.reader.call('answer', { id, scope })
  readonly answersById: Archive['answersById'] = ids => this.reader.call('answersById', ids)
  private closed: Promise<void> | undefined
  private readonly sender: DocumentSender

  constructor(
    private readonly context: Context,
    private readonly workers: Workers,
  ) {
    ;({ modelId: this.modelId, dimensions: this.dimensions } = context)
    const records = createRecords(workers)
    ;({
      sources: this.sources,
      access: this.access,
      webhooks: this.webhooks,
      curated: this.curated,
    } = records)
    this.indexes = createIndexUpkeep(workers, context.clock)
    this.evaluations = createEvaluations(workers, context.clock)
    this.sender = new DocumentSender(workers.writer, context.dimensions)
  }

  failure(): AppError | undefined {
    return this.context.failures[0]
  }

  putCollection(id: string, name?: string) {
    return this.write('putCollection', { id, name })
  }

  collection(id: string) {
    return this.reader.call('collection', id)
  }

  async deleteCollection(id: string) {
    const collectionKey = await this.write('deleteCollection', id)
    if (collectionKey === undefined) return false
    await Promise.all([
      this.workers.searcher.call('dropCollection', collectionKey),
      this.reader.call('settle', undefined),
    ])
    return true
  }

  collectionSettings(id: string) {
    return this.reader.call('collectionSettings', id)
  }

  putCollectionSettings(id: string, settings: CollectionSettings) {
    return this.write('putCollectionSettings', { id, settings })
  }

  contentStates(collection: string, ids: readonly string[]) {
    return this.reader.call('contentStates', { collection, ids })
  }

  async putDocuments(collection: string, documents: readonly PreparedDocument[]) {
    await this.context.guard.requireRoom()
    const { results, change } = await this.sender.send(documents, last =>
      this.write('putDocuments', { collection, ...last }),
    )
    await this.follow([change])
    return results
  }

  document(collection: string, id: string) {
    return this.reader.call('document', { collection, id })
  }

  documents(collection: string, query: DocumentQuery) {
    return this.reader.call('documents', { collection, query })
  }

  withdrawDocument(collection: string, id: string, reason: string | null) {
    return this.change('withdrawDocument', { collection, id, reason })
  }

  restoreDocument(collection: string, terms: DocumentTerms) {
    return this.change('restoreDocument', { collection, terms })
  }

  nearestTerms(collections: readonly string[], words: readonly MisspeltWord[]) {
    return this.reader.call('nearestTerms', { collections, words })
  }

  termStatistics(collections: readonly string[], terms: readonly IndexTerm[]) {
    return this.reader.call('termStatistics', { collections, terms })
  }

  searchKeyword(query: KeywordQuery) {
    return this.reader.call('searchKeyword', query)
  }

  async searchVector(query: VectorQuery) {
    checkVector(query.vector, this.dimensions)
    return this.workers.searcher.call('search', query)
  }

  passages(ids: readonly number[]) {
    return this.reader.call('passages', ids)
  }

  passagesOfDocument(collection: string, documentId: string) {
    return this.reader.call('passagesOfDocument', { collection, id: documentId })
  }

  vectors(ids: readonly number[]) {
    // Not by the reader, which is asked for the passages at the same time.
    return this.workers.searcher.call('vectors', ids)
  }

  passagesToEmbed(limit: number) {
    return this.reader.call('passagesToEmbed', limit)
  }

  async putVectors(vectors: readonly PassageVector[], { replace = false }: { replace?: boolean } = {}) {
    for (const { vector } of vectors) checkVector(vector, this.dimensions)
    await this.context.guard.requireRoom()
    await this.follow(await this.write('putVectors', { vectors, replace }))
  }

  disk() {
    return this.context.guard.status()
  }

  async storage() {
    const [disk, measured] = await Promise.all([this.disk(), measureStorage(this.context.dataDir)])
    return { disk, ...measured }
  }

  createJob(kind: string, total: number | null, made: JobOrigin = {}) {
    return this.write('createJob', { ...made, kind, total })
  }

  updateJob(id: string, change: JobChange) {
    return this.write('updateJob', { id, change })
  }

  putAnswer(record: AnswerRecord) {
    return this.write('putAnswer', record)
  }

  putFeedback(answerId: string, feedback: Feedback, scope?: RecordScope) {
    return this.write('putFeedback', { answerId, feedback, scope })
  }

  conversation(id: string, limit: number, scope?: RecordScope) {
    return this.reader.call('conversation', { id, limit, scope })
  }

  deleteConversation(id: string, scope?: RecordScope) {
    return this.write('deleteConversation', { id, scope })
  }

  purgeAnswers(before: string) {
    return this.write('purgeAnswers', before)
  }

  close(deadline?: AbortSignal) {
    this.closed ??= closeArchive(this.workers, this.context, deadline)
    return this.closed
  }

  private get reader() {
    return this.workers.reader
  }

  private write<M extends WriteMethod>(method: M, argument: WriteArgument<M>) {
    const timed = { nowMs: this.context.clock.now().getTime(), argument }
    return this.workers.writer.call(method, timed as Parameters<WriteHandlers[M]>[0])
  }

  /** @returns false when there was nothing to change */
  private async change<M extends 'withdrawDocument' | 'restoreDocument' | 'deleteDocument'>(
    method: M,
    argument: WriteArgument<M>,
  ): Promise<boolean> {
    const change = await this.write(method, argument)
    if (change !== undefined) await this.follow([change])
    return change !== undefined
  }

  /** A change is acknowledged when the vector index has it and no search that began before it is under way. */
  private async follow(changes: readonly PassageChange[]) {
    const settled = changes.some(({ removed }) => removed.length > 0)
      ? this.reader.call('settle', undefined)
      : undefined
    await Promise.all([...changes.map(change => this.workers.searcher.call('apply', change)), settled])
  }
}
