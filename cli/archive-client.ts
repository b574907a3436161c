import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '../core/errors.js'
import { isUnderWay } from '../core/job-state.js'
import type { ImportProgress, ImportSummary } from '../ingest/import-files.js'
import { importFiles } from '../ingest/import-files.js'
import type { Ingestor } from '../ingest/ingestor.js'
import type { ApiCall } from '../server/http/call-route.js'
import type { WireInput } from '../server/shapes/request-schemas.js'
import { RESPONSE_SCHEMAS, type Wire } from '../server/shapes/response-schemas.js'
import { documentInputToWire } from '../server/shapes/wire.js'
import type { Connection } from './connection.js'
import { followJob, type FollowOptions } from './follow-job.js'

export interface ImportOrder {
  readonly paths: readonly string[]
  readonly collection: string
  /** Read every file, whatever is known of it. */
  readonly force?: boolean | undefined
  readonly onGone?: 'keep' | 'remove' | undefined
  readonly acceptRemovals?: boolean | undefined
  /** Files that were written to within this time are left for later, milliseconds. */
  readonly settleMs?: number | undefined
  readonly onProgress: (progress: ImportProgress) => void
  /** Stops after the documents in hand. */
  readonly signal: AbortSignal
}

type ListQuery = Readonly<Record<string, string | number | undefined>>

const JOB_LOOK_EVERY_MS = 100

const COLLECTION = '/v1/collections/{collection}'
const SETTINGS = '/v1/collections/{collection}/settings'
const DOCUMENT = '/v1/collections/{collection}/documents/{id}'

/** What the commands ask of an archive; names and shapes are those of the HTTP API. */
export class ArchiveClient {
  constructor(private readonly connection: Connection) {}

  ask(body: WireInput<'AnswersPost'>): Promise<Wire<'Answer'>> {
    return this.expect(RESPONSE_SCHEMAS.Answer, { method: 'post', path: '/v1/answers', body })
  }

  /** An answer that was given, with how it came about. */
  tracedAnswer(id: string): Promise<Wire<'Answer'>> {
    const call = {
      method: 'get',
      path: '/v1/answers/{id}',
      params: { id },
      query: { trace: 'true' },
    } as const
    return this.expect(RESPONSE_SCHEMAS.Answer, call)
  }

  search(body: WireInput<'SearchPost'>): Promise<Wire<'SearchResult'>> {
    return this.expect(RESPONSE_SCHEMAS.SearchResult, { method: 'post', path: '/v1/search', body })
  }

  /** Reads the files in this process, wherever their documents go. @throws {AppError} see `importFiles` */
  async ingest({ paths, collection, onProgress, signal, ...how }: ImportOrder): Promise<ImportSummary> {
    // Asked for before anything is read: a missing collection is no fault of the first file.
    await this.collection(collection)
    const { jobs: archive, reading } = this.connection
    const following = this.connection.sources && {
      ...how,
      records: this.connection.sources,
      removeDocument: (id: string) => this.removeDocument(collection, id),
    }
    const ingestor = this.createIngestor()
    return importFiles({ paths, collection, onProgress, signal, archive, reading, ingestor, following })
  }

  collections(): Promise<Wire<'CollectionList'>> {
    return this.expect(RESPONSE_SCHEMAS.CollectionList, { method: 'get', path: '/v1/collections' })
  }

  collection(collection: string): Promise<Wire<'Collection'>> {
    const call = { method: 'get', path: COLLECTION, params: { collection } } as const
    return this.expect(RESPONSE_SCHEMAS.Collection, call)
  }

  putCollection(collection: string, body: WireInput<'CollectionPut'>): Promise<Wire<'Collection'>> {
    const call = { method: 'put', path: COLLECTION, params: { collection }, body } as const
    return this.expect(RESPONSE_SCHEMAS.Collection, call)
  }

  collectionSettings(collection: string): Promise<Wire<'CollectionSettings'>> {
    const call = { method: 'get', path: SETTINGS, params: { collection } } as const
    return this.expect(RESPONSE_SCHEMAS.CollectionSettings, call)
  }

  /** @param body checked by the route, wherever it is carried out */
  putCollectionSettings(collection: string, body: unknown): Promise<Wire<'CollectionSettings'>> {
    const call = { method: 'put', path: SETTINGS, params: { collection }, body } as const
    return this.expect(RESPONSE_SCHEMAS.CollectionSettings, call)
  }

  async deleteCollection(collection: string): Promise<void> {
    await this.connection.call({ method: 'delete', path: COLLECTION, params: { collection } })
  }

  documents(collection: string, query: ListQuery): Promise<Wire<'DocumentPage'>> {
    const path = `${COLLECTION}/documents` as const
    return this.expect(RESPONSE_SCHEMAS.DocumentPage, { method: 'get', path, params: { collection }, query })
  }

  document(collection: string, id: string): Promise<Wire<'Document'>> {
    const call = { method: 'get', path: DOCUMENT, params: { collection, id } } as const
    return this.expect(RESPONSE_SCHEMAS.Document, call)
  }

  async deleteDocument(collection: string, id: string): Promise<void> {
    await this.connection.call({ method: 'delete', path: DOCUMENT, params: { collection, id } })
  }

  async withdrawDocument(collection: string, id: string, reason: string | undefined): Promise<void> {
    const call = { path: `${DOCUMENT}/withdraw`, params: { collection, id } } as const
    await this.connection.call({ ...call, method: 'post', body: { reason } })
  }

  async restoreDocument(collection: string, id: string): Promise<void> {
    const call = { path: `${DOCUMENT}/restore`, params: { collection, id } } as const
    await this.connection.call({ ...call, method: 'post' })
  }

  async pinDocument(collection: string, id: string, isPinned: boolean): Promise<void> {
    const method = isPinned ? 'post' : 'delete'
    await this.connection.call({ method, path: `${DOCUMENT}/pin`, params: { collection, id } })
  }

  /** Gone is gone, whoever was first; what somebody withdrew stays withdrawn. */
  private async removeDocument(collection: string, id: string): Promise<void> {
    const call = { path: DOCUMENT, params: { collection, id }, query: { keep_withdrawn: 'true' } } as const
    try {
      await this.connection.call({ ...call, method: 'delete' })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'document_not_found') throw error
    }
  }

  async deleteConversation(id: string): Promise<void> {
    await this.connection.call({ method: 'delete', path: '/v1/conversations/{id}', params: { id } })
  }

  keepEvaluation(body: WireInput<'EvaluationsPost'>): Promise<Wire<'EvaluationHead'>> {
    return this.expect(RESPONSE_SCHEMAS.EvaluationHead, { method: 'post', path: '/v1/evaluations', body })
  }

  evaluations(query: ListQuery): Promise<Wire<'EvaluationList'>> {
    return this.expect(RESPONSE_SCHEMAS.EvaluationList, { method: 'get', path: '/v1/evaluations', query })
  }

  evaluation(id: string): Promise<Wire<'Evaluation'>> {
    const call = { method: 'get', path: '/v1/evaluations/{id}', params: { id } } as const
    return this.expect(RESPONSE_SCHEMAS.Evaluation, call)
  }

  putSource(collection: string, body: WireInput<'SourcesPost'>): Promise<Wire<'FollowedSource'>> {
    const call = { method: 'post', path: `${COLLECTION}/sources`, params: { collection }, body } as const
    return this.expect(RESPONSE_SCHEMAS.FollowedSource, call)
  }

  async sources(collection: string): Promise<Wire<'FollowedSource'>[]> {
    const call = { method: 'get', path: `${COLLECTION}/sources`, params: { collection } } as const
    return (await this.expect(RESPONSE_SCHEMAS.FollowedSourceList, call)).sources
  }

  async deleteSource(id: string): Promise<void> {
    await this.connection.call({ method: 'delete', path: '/v1/sources/{id}', params: { id } })
  }

  /** Waits for the end of the sync; when the signal aborts it is cancelled, and what is done is kept. */
  async syncSource(
    id: string,
    body: WireInput<'SourceSyncPost'>,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (job: Wire<'Job'>) => void },
  ): Promise<Wire<'Job'>> {
    const call = { method: 'post', path: '/v1/sources/{id}/sync', params: { id }, body } as const
    const { job_id: jobId } = await this.expect(RESPONSE_SCHEMAS.StartedJob, call)
    for (;;) {
      const job = await this.job(jobId)
      onProgress(job)
      if (!isUnderWay(job)) return job
      if (signal.aborted) return this.cancelJob(jobId)
      await delay(JOB_LOOK_EVERY_MS)
    }
  }

  jobs(query: ListQuery): Promise<Wire<'JobList'>> {
    return this.expect(RESPONSE_SCHEMAS.JobList, { method: 'get', path: '/v1/jobs', query })
  }

  job(id: string): Promise<Wire<'Job'>> {
    return this.expect(RESPONSE_SCHEMAS.Job, { method: 'get', path: '/v1/jobs/{id}', params: { id } })
  }

  /** @throws {AppError} see `followJob` */
  followJob(id: string, options: FollowOptions): AsyncIterable<Wire<'Job'>> {
    return followJob(id, this.connection, options)
  }

  cancelJob(id: string): Promise<Wire<'Job'>> {
    return this.expect(RESPONSE_SCHEMAS.Job, { method: 'post', path: '/v1/jobs/{id}/cancel', params: { id } })
  }

  storage(): Promise<Wire<'Storage'>> {
    return this.expect(RESPONSE_SCHEMAS.Storage, { method: 'get', path: '/v1/storage' })
  }

  /** Waits until it is over, whoever does it. */
  async reindex(
    body: WireInput<'ReindexPost'>,
    onProgress: (job: Wire<'Job'>) => void,
  ): Promise<Wire<'Job'>> {
    let job = await this.expect(RESPONSE_SCHEMAS.Job, { method: 'post', path: '/v1/reindex', body })
    while (isUnderWay(job)) {
      onProgress(job)
      await delay(JOB_LOOK_EVERY_MS)
      job = await this.job(job.id)
    }
    return job
  }

  /** Where no server goes on with it, this process has to: then it is waited for. */
  async retryJob(id: string): Promise<Wire<'Job'>> {
    const call = { method: 'post', path: '/v1/jobs/{id}/retry', params: { id } } as const
    let job = await this.expect(RESPONSE_SCHEMAS.Job, call)
    while (this.connection.isLocal && isUnderWay(job)) {
      await delay(JOB_LOOK_EVERY_MS)
      job = await this.job(job.id)
    }
    return job
  }

  /** For a call that answers nothing. */
  async send(call: ApiCall): Promise<void> {
    await this.connection.call(call)
  }

  /** Not stopped by a signal: what was handed over is finished and counted. */
  private createIngestor(): Ingestor {
    return {
      put: async (collection, documents, progress) => {
        const { documents: results } = await this.expect(RESPONSE_SCHEMAS.UpsertedDocuments, {
          method: 'post',
          path: `${COLLECTION}/documents`,
          params: { collection },
          body: { documents: documents.map(documentInputToWire) },
        })
        await progress?.onBatch?.(results)
        return results
      },
    }
  }

  /** @throws {AppError} as the route fails */
  async expect<Shape extends z.ZodType>(shape: Shape, call: ApiCall): Promise<z.output<Shape>> {
    return shape.parse(await this.connection.call(call))
  }
}
