import { workerData } from 'node:worker_threads'
import type { DocumentQuery, IndexTerm, KeywordQuery, MisspeltWord, RecordScope } from '../../archive.js'
import type { AnswersQuery } from '../../answer-list.js'
import { listAnswers } from '../records/answer-list.js'
import { readAnswer, readAnswers, readConversation } from '../records/answer-store.js'
import { readCollection, readCollections } from '../documents/collection-reader.js'
import { readCollectionSettings } from '../documents/collection-settings.js'
import { accessReading, answerAccess, type AccessCall } from '../records/access-handlers.js'
import { curatedReading } from '../records/curated-handlers.js'
import { databaseFile, guarded, openForReading } from '../database.js'
import { DocumentReader } from '../documents/document-reader.js'
import { readEvaluation, readEvaluations } from '../records/evaluation-store.js'
import { readJob, readJobs } from '../records/job-store.js'
import { KeywordSearch } from '../keywords/keyword-search.js'
import { serveWorker } from './rpc.js'
import { sourceReading } from '../records/source-handlers.js'
import { Statements } from '../statements.js'
import { webhookReading } from '../records/webhook-store.js'
import { listUnanswered } from '../records/unanswered-list.js'
import type { UnansweredQuery } from '../../unanswered.js'
import { StoredVectors } from '../vectors/stored-vectors.js'

/** Answers keyword queries and point reads: everything that only reads the database. */

export interface ReadWorkerData {
  readonly dataDir: string
  readonly modelKey: number
  readonly dimensions: number
}

interface Scoped {
  readonly scope: RecordScope | undefined
}

/** Page cache of this connection. The kernel caches the file too: 32 MiB were no faster, and 25 MB more memory. */
const CACHE_KIBIBYTES = 8192

const data = workerData as ReadWorkerData
export type ReadHandlers = ReturnType<typeof createHandlers>

function createHandlers() {
  const statements = new Statements(openForReading(data.dataDir, CACHE_KIBIBYTES))
  const file = databaseFile(data.dataDir)
  const documents = new DocumentReader(statements)
  const keywords = new KeywordSearch(statements)
  const vectors = new StoredVectors(statements, data.modelKey, data.dimensions)
  const reading =
    <Argument, Result>(work: (argument: Argument) => Result) =>
    (argument: Argument): Result =>
      guarded(file, () => work(argument))

  const sources = sourceReading(statements)
  const access = answerAccess(accessReading(statements))
  const webhooks = webhookReading(statements)
  const curated = curatedReading(statements)

  return {
    webhooks: reading(webhooks.webhooks),
    webhookTarget: reading(webhooks.webhookTarget),
    dueWebhookDeliveries: reading(webhooks.dueWebhookDeliveries),
    listCurated: reading(curated.listCurated),
    curated: reading(curated.curated),
    servableCurated: reading(curated.servableCurated),
    curatedQuestions: reading(curated.curatedQuestions),
    dismissedQuestions: reading(curated.dismissedQuestions),
    unanswered: reading((query: UnansweredQuery) => listUnanswered(statements, query)),
    sources: reading(sources.sources),
    source: reading(sources.source),
    sourceItems: reading(sources.sourceItems),
    sourceItemDocuments: reading(sources.sourceItemDocuments),
    /** Keys, sites, quotas and the audit log. */
    access: (call: AccessCall) => guarded(file, () => access(call)),
    collections: reading(() => readCollections(statements)),
    collection: reading((id: string) => readCollection(statements, id)),
    collectionSettings: reading((id: string) => readCollectionSettings(statements, id)),
    contentStates: reading(({ collection, ids }: { collection: string; ids: readonly string[] }) =>
      documents.contentStates(collection, ids),
    ),
    document: reading(({ collection, id }: { collection: string; id: string }) =>
      documents.document(collection, id),
    ),
    documentToIndex: reading(({ collection, id }: { collection: string; id: string }) =>
      documents.documentToIndex(collection, id),
    ),
    documents: reading(({ collection, query }: { collection: string; query: DocumentQuery }) =>
      documents.documents(collection, query),
    ),
    termStatistics: reading((asked: { collections: readonly string[]; terms: readonly IndexTerm[] }) =>
      keywords.termStatistics(asked.collections, asked.terms),
    ),
    nearestTerms: reading((asked: { collections: readonly string[]; words: readonly MisspeltWord[] }) =>
      keywords.nearestTerms(asked.collections, asked.words),
    ),
    searchKeyword: reading((query: KeywordQuery) => keywords.search(query)),
    passages: reading((ids: readonly number[]) => documents.passages(ids)),
    passagesOfDocument: reading(({ collection, id }: { collection: string; id: string }) =>
      documents.passagesOfDocument(collection, id),
    ),
    passagesToEmbed: reading((limit: number) => vectors.missing(limit)),
    job: reading(({ id, scope }: Scoped & { id: string }) => readJob(statements, id, scope)),
    jobs: reading(({ limit, scope }: Scoped & { limit: number }) => readJobs(statements, limit, scope)),
    answer: reading(({ id, scope }: Scoped & { id: string }) => readAnswer(statements, id, scope)),
    answersById: reading((ids: readonly string[]) => readAnswers(statements, ids)),
    answers: reading((query: AnswersQuery) => listAnswers(statements, query)),
    conversation: reading((asked: Scoped & { id: string; limit: number }) =>
      readConversation(statements, asked),
    ),
    evaluations: reading(({ limit, scope }: Scoped & { limit: number }) =>
      readEvaluations(statements, limit, scope),
    ),
    evaluation: reading(({ id, scope }: Scoped & { id: string }) => readEvaluation(statements, id, scope)),
    /** Answered when every search that was asked before has been. */
    settle: () => undefined,
    close: () => {
      statements.database.close()
    },
  }
}

serveWorker(createHandlers)
