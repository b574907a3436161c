import { workerData } from 'node:worker_threads'
import type { Clock } from '../../../core/clock.js'
import type { EvaluationRecord } from '../../evaluations.js'
import type { AnswerRecord, Feedback, PassageVector, RecordScope } from '../../archive.js'
import type { DocumentTerms } from '../../index-upkeep.js'
import {
  createJob,
  failInterruptedJobs,
  purgeJobs,
  updateJob,
  type JobChange,
  type NewJob,
} from '../records/job-store.js'
import { deleteConversation, purgeAnswers, putAnswer, putFeedback } from '../records/answer-store.js'
import type { CollectionSettings } from '../../../core/types.js'
import { putCollectionSettings } from '../documents/collection-settings.js'
import { CollectionWriter } from '../documents/collection-writer.js'
import { accessWriting, answerAccess, type AccessCall } from '../records/access-handlers.js'
import { curatedWriting } from '../records/curated-handlers.js'
import { databaseFile, guarded, openForWriting } from '../database.js'
import { ArrivedParts, type DocumentPiece } from '../documents/document-parts.js'
import type { LastPart } from '../documents/document-sender.js'
import { deleteEvaluation, putEvaluation } from '../records/evaluation-store.js'
import { DocumentWithdrawal } from '../documents/document-withdrawal.js'
import { pinDocument, type Pinning } from '../documents/document-pin.js'
import { DocumentWriter } from '../documents/document-writer.js'
import { IndexRepair } from '../documents/index-repair.js'
import { serveWorker } from './rpc.js'
import { sourceWriting } from '../records/source-handlers.js'
import { Statements } from '../statements.js'
import { TermMerger, type TermMergerSettings } from '../keywords/term-merger.js'
import { distrustVectorFile, putVectorFile, type TrustedFile } from '../vectors/trusted-files.js'
import { webhookWriting } from '../records/webhook-store.js'

/** The only thread that writes to the database. */

export interface WriteWorkerData {
  readonly dataDir: string
  readonly modelId: string
  readonly dimensions: number
  readonly termMerger: TermMergerSettings
}

const data = workerData as WriteWorkerData
export type WriteHandlers = ReturnType<typeof createHandlers>

/** The time of the archive's clock travels with each request: a clock cannot cross threads. */
export interface Timed<T> {
  readonly nowMs: number
  readonly argument: T
}

function createHandlers() {
  const statements = new Statements(openForWriting(data.dataDir))
  const file = databaseFile(data.dataDir)
  let now = new Date()
  const clock: Clock = { now: () => now }
  const timed =
    <Argument, Result>(work: (argument: Argument) => Result) =>
    ({ nowMs, argument }: Timed<Argument>): Result => {
      now = new Date(nowMs)
      return guarded(file, () => work(argument))
    }
  const modelKey = guarded(file, () => modelKeyOf(statements))
  const collections = new CollectionWriter(statements, modelKey, clock)
  const documents = new DocumentWriter(statements, modelKey, clock)
  const withdrawal = new DocumentWithdrawal(statements, modelKey, clock)
  const repair = new IndexRepair(statements, data.dataDir)
  const parts = new ArrivedParts()
  const merger = new TermMerger(statements, data.termMerger)
  guarded(file, () => {
    collections.put('default', undefined)
    collections.addMissingVectorTables()
    failInterruptedJobs(statements)
  })
  for (const key of collections.keys()) merger.changed(key)

  const sources = sourceWriting(statements)
  const webhooks = webhookWriting(statements)
  const curated = curatedWriting(statements)
  const writing =
    <Argument, Result>(work: (argument: Argument) => Result) =>
    (argument: Argument): Result =>
      guarded(file, () => work(argument))

  const access = answerAccess(accessWriting(statements))

  return {
    putSource: writing(sources.putSource),
    changeSource: writing(sources.changeSource),
    removeSource: writing(sources.removeSource),
    putSourceItems: writing(sources.putSourceItems),
    putSourceItemGone: writing(sources.putSourceItemGone),
    /** Keys, sites, quotas and the audit log. */
    access: (call: AccessCall) => guarded(file, () => access(call)),
    putWebhook: writing(webhooks.putWebhook),
    removeWebhook: writing(webhooks.removeWebhook),
    webhookDelivered: writing(webhooks.webhookDelivered),
    webhookFailed: writing(webhooks.webhookFailed),
    putCurated: writing(curated.putCurated),
    removeCurated: writing(curated.removeCurated),
    dismissQuestions: writing(curated.dismissQuestions),
    modelKey: () => modelKey,
    putCollection: timed(({ id, name }: { id: string; name: string | undefined }) =>
      collections.put(id, name),
    ),
    putCollectionSettings: timed(({ id, settings }: { id: string; settings: CollectionSettings }) =>
      putCollectionSettings(statements, id, settings),
    ),
    deleteCollection: timed((id: string) => {
      const key = collections.remove(id)
      if (key !== undefined) merger.forget(key)
      return key
    }),
    /** A part of the documents of a `putDocuments` to come. */
    takePart: ({ call, part }: { call: number; part: readonly DocumentPiece[] }) => {
      parts.add(call, part)
    },
    forgetParts: (call: number) => {
      parts.take(call)
    },
    putDocuments: timed(({ collection, call, part }: LastPart & { collection: string }) => {
      parts.add(call, part)
      const put = documents.put(collection, parts.take(call))
      merger.changed(put.change.collectionKey)
      return put
    }),
    deleteDocument: timed((given: { collection: string; id: string; keepWithdrawn: boolean }) => {
      const change = documents.remove(given.collection, given.id, given)
      if (change !== undefined) merger.changed(change.collectionKey)
      return change
    }),
    withdrawDocument: timed((given: { collection: string; id: string; reason: string | null }) => {
      const change = withdrawal.withdraw(given.collection, given.id, given.reason)
      if (change !== undefined) merger.changed(change.collectionKey)
      return change
    }),
    restoreDocument: timed(({ collection, terms }: { collection: string; terms: DocumentTerms }) =>
      withdrawal.restore(collection, terms),
    ),
    pinDocument: timed((pinning: Pinning) => pinDocument(statements, pinning, clock)),
    putTerms: timed((given: { collection: string; documents: readonly DocumentTerms[] }) => {
      repair.putTerms(given.collection, given.documents)
    }),
    pruneIndexes: timed((collection: string) => repair.prune(collection)),
    putVectors: timed((given: { vectors: readonly PassageVector[]; replace: boolean }) =>
      documents.putVectors(given.vectors, given.replace),
    ),
    putVectorFile: timed((trusted: TrustedFile) => {
      putVectorFile(statements, modelKey, trusted)
    }),
    distrustVectorFile: timed((file: Omit<TrustedFile, 'sha256'>) => {
      distrustVectorFile(statements, modelKey, file)
    }),
    createJob: timed((job: NewJob) => createJob(statements, job, clock)),
    updateJob: timed(({ id, change }: { id: string; change: JobChange }) =>
      updateJob(statements, id, change, clock),
    ),
    purgeJobs: timed((bounds: { before: string; keep: number }) => purgeJobs(statements, bounds)),
    putAnswer: timed((record: AnswerRecord) => {
      putAnswer(statements, record)
    }),
    putFeedback: timed((given: { answerId: string; feedback: Feedback; scope: RecordScope | undefined }) =>
      putFeedback(statements, given, clock),
    ),
    deleteConversation: timed(({ id, scope }: { id: string; scope: RecordScope | undefined }) =>
      deleteConversation(statements, id, scope),
    ),
    purgeAnswers: timed((before: string) => purgeAnswers(statements, before)),
    putEvaluation: timed((record: EvaluationRecord) => {
      putEvaluation(statements, record)
    }),
    deleteEvaluation: timed(({ id, scope }: { id: string; scope: RecordScope | undefined }) =>
      deleteEvaluation(statements, id, scope),
    ),
    close: () => {
      merger.stop()
      statements.database.close()
    },
  }
}

function modelKeyOf(statements: Statements): number {
  statements.run(
    'INSERT INTO models (id, dimensions) VALUES (?, ?) ON CONFLICT DO NOTHING',
    data.modelId,
    data.dimensions,
  )
  const key = statements
    .values<[string, number], number>('SELECT key FROM models WHERE id = ? AND dimensions = ?')
    .get(data.modelId, data.dimensions)
  if (key === undefined) throw new Error('the model was not written')
  return key
}

serveWorker(createHandlers)
