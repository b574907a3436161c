import { ERROR_TABLE, type ErrorCode } from '../core/errors.js'
import { accessInEnglish } from './access-messages.js'
import { curatedInEnglish } from './curated-messages.js'
import { webhooksInEnglish } from './webhook-messages.js'
import { jobsInEnglish } from './job-messages.js'
import { operationsInEnglish } from './operations-messages.js'
import { evaluationInEnglish } from './evaluate/evaluation-messages-en.js'
import type { Messages } from './messages.js'

const count = (amount: number, noun: string) =>
  `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`
import { sourcesInEnglish } from './source-messages.js'

export const english: Messages = {
  help: {
    program: 'Youju (有据): ask your own archive; every statement of an answer leads to its source.',
    titles: {},
    helpOption: 'show help',
    versionOption: 'show the version',
    helpCommand: 'show the help of a command',
    afterwards:
      'Settings come from the environment and from .env in the current folder (.env.example lists them).\n' +
      'When a running server holds the data directory, a command is carried out by that server.\n' +
      'The exit code is 0 only on success; with --json, standard output holds one line of JSON.',
    commands: {
      serve: 'start the server',
      ingest: 'add files or whole folders (.txt .md .html .jsonl)',
      ask: 'get a cited answer, or hear that the archive holds none (which is a success too)',
      search: 'find passages',
      collections: 'see and manage the collections',
      'collections list': 'list the collections (default)',
      'collections create': 'create a collection, or rename one',
      'collections settings':
        'show the synonyms, words and thresholds of a collection, or set them from a file',
      'collections delete': 'remove a collection with everything in it',
      documents: 'see and manage documents',
      'documents list': 'list the documents of a collection (default)',
      'documents show': 'show a document with its text',
      'documents delete': 'remove a document for good',
      'documents withdraw': 'hide a document from everybody, and keep it',
      'documents restore': 'bring a withdrawn document back',
      'documents pin': 'put a document before the others that match',
      'documents unpin': 'let a pinned document stand where it belongs again',
      eval: 'measure retrieval and answers with a file of questions, keep the run, compare it with an earlier one',
      sources: 'list, sync or remove sources: folders, pages, feeds, sitemaps, sites',
      'sources list': 'list the sources of a collection',
      'sources sync':
        'bring a source up to date now: what is new or changed is read, what is gone is removed',
      'sources remove': 'follow a source no longer; its documents stay',
      jobs: 'see and manage jobs',
      'jobs list': 'list the newest jobs (default)',
      'jobs show': 'show a job and its failed items',
      'jobs follow': 'show how far a job is until it is over; Ctrl-C leaves it running',
      'jobs retry': 'retry the failed items of a job',
      'jobs cancel': 'stop a job',
      verify: 'check that everything kept is as it should be; changes nothing',
      reindex: 'make the indexes anew from the texts, while everything can be found',
      storage: 'see what takes how much room',
      backup: 'copy the archive into a folder, also while the service runs',
      restore: 'fill an empty data directory from a backup',
      mcp: 'serve agents over MCP (standard input and output), with or without a running server',
    },
    arguments: {
      path: 'file or folder',
      question: 'the question',
      questions: 'questions file: a JSON a line, such as {"text":"…","gold":["document id"],"answers":["…"]}',
      query: 'what to look for',
      collection: 'collection id: 1-64 of a-z 0-9 - _',
      document: 'document id',
      source: 'id of the source',
      job: 'job id',
      followedJob: 'job id (default: the newest that is under way)',
      backupFolder: 'folder of the backup',
    },
    options: {
      json: 'print one line of JSON, shaped as in the HTTP API',
      jsonEvents: 'print a line of JSON at each change, the job as in the HTTP API',
      collections: 'search in this collection only; may be repeated (default: all)',
      collection: 'collection id (default: default)',
      name: 'name of the collection',
      settingsFile: 'JSON file with the settings, shaped as in the HTTP API; what it leaves out is reset',
      answerMode: 'auto, extractive or generative (default: auto)',
      searchMode: 'hybrid, keyword or vector (default: hybrid)',
      conversation: 'go on with this conversation',
      concurrency: 'questions asked at once, 1-32 (default: 1, for honest times)',
      runName: 'name of the run (default: name of the file)',
      compare:
        'compare with a kept run: last, or its id; exit code 13 when something got significantly worse',
      report: 'write an HTML report to this file, too',
      keepAnswers: 'leave the answers in the archive, to look into them (default: each is forgotten at once)',
      noSave: 'do not keep the run',
      trace: 'show how the answer came about, too',
      after: 'published on this day or later, such as 2024-01-01',
      before: 'published before this day',
      tag: 'with this tag; may be repeated',
      watch: 'stay and follow the files: what is written is added, what is removed is removed, until Ctrl-C',
      asSitemap: 'the address is a sitemap (else found out)',
      asFeed: 'the address is an RSS or Atom feed (else found out)',
      asCrawl: 'follow the links of the page within its site',
      every: 'sync so often from now on, such as 60m, 12h, 1d (by `youju serve`)',
      maxPages: 'most pages of a sitemap, feed or crawl (default: 500)',
      maxDepth: 'most links between the first page of a crawl and another (default: 5)',
      include: 'only pages whose path matches, such as "/news/*"; may be repeated',
      exclude: 'no pages whose path matches; may be repeated',
      acceptRemovals: 'remove what is gone even if it is much at once',
      force: 'read every file, whether it has changed or not',
      hits: 'most hits, 1-100 (default: 10)',
      limit: 'most entries, 1-200 (default: 50)',
      cursor: 'go on where the page before ended',
      order: 'newest, oldest or pinned first (default: newest)',
      pinned: 'only those that are pinned',
      withdrawn: 'those that were withdrawn, with the reason',
      reason: 'why; shown to those who may write',
      reindexed: 'these collections only (default: all)',
      vectors: 'every vector anew, not only the missing ones',
      full: 'every page and every vector, not a quick look and a sample (slow)',
    },
  },

  loadingSamples: 'First start: loading the sample archive…',
  samplesLoaded: documents =>
    `Loaded ${count(documents, 'sample document')} (YOUJU_SAMPLES=off does without).`,
  serving: ({ version, url, pid, dataDir, documents, hasSamples, isKeyless }) => `
Youju ${version} is running (process ${pid})

  Open       ${url}
  ${
    hasSamples
      ? `Try        npx youju ask "为什么3号线取消了印厂新村站？"
             npx youju ask "Who inspects the old Wangta Bridge?"`
      : `Ask        npx youju ask "…"`
  }
  Add        npx youju ingest ./my-documents
  API        ${url}/openapi.json

Data directory ${dataDir}: ${count(documents, 'document')}.
${
  isKeyless
    ? 'There are no keys: only this machine is served, and everybody on it is an administrator.'
    : 'A key is needed: youju keys lists and makes them.'
}
Press Ctrl-C to stop.`,
  stopping: 'Stopping: requests in flight are finished…',
  stopped: 'Stopped.',

  sources: 'Sources',
  confidence: (confidence, tookMs) =>
    `Confidence ${Math.round(confidence * 100)}%, took ${Math.round(tookMs)} ms.`,
  nearest: 'Nearest sources',
  place: (start, end, page) =>
    `${typeof page !== 'number' ? '' : `page ${page}, `}characters ${start}-${end}`,
  withdrawn: '(withdrawn)',
  pinned: '(pinned)',
  nothingFound: 'Nothing was found. Try other words, or fewer conditions.',
  hits: (hits, tookMs) => `${count(hits, 'hit')}, took ${Math.round(tookMs)} ms.`,

  evaluation: evaluationInEnglish,

  trace: {
    none: 'How this answer came about was not kept.',
    title: '-- how it came about --',
    understood: 'Understood as',
    question: question => `question: ${question}`,
    subject: subject => `looked up: ${subject}`,
    published: {
      filter: (after, before) => `published from ${after} to ${before} only`,
      boost: (after, before) => `published from ${after} to ${before} preferred`,
    },
    phrases: phrases =>
      phrases.length === 0 ? 'quoted phrases: none was found' : `quoted phrases: ${phrases.join(', ')}`,
    terms: 'Terms, and the passages that hold each',
    passages: 'Passages: score (keyword / vector), p = probability of being the document asked for',
    sentences: 'Sentences considered: score, sentence [terms that it holds]',
    confidence: (confidence, least) => `Confidence ${confidence}; refused below ${least}`,
    dropped: 'Dropped',
    droppedCitation: place => `quote not found in the text: ${place}`,
    droppedStatement: reason => `a statement of the language model: ${reason}`,
    timings: 'Milliseconds of each stage',
    stages: ({ interpret, keyword, vector, fuse, read, generate, verify }) =>
      `interpret ${interpret.toFixed(1)} · keyword ${keyword.toFixed(1)} · vector ${vector.toFixed(1)} · fuse ${fuse.toFixed(1)} · read ${read.toFixed(1)} · generate ${generate.toFixed(1)} · verify ${verify.toFixed(1)}`,
    pinned: rank => `The document answered from is pinned: its sentence stood at place ${rank} by itself.`,
    hidden: passages =>
      `${count(passages, 'passage')} of it were removed or changed since, or may not be seen.`,
  },

  progressBar: 'Adding {bar} {percentage}%  {documents} documents  {failed} failed  {eta_formatted} left',
  imported: ({ created, updated, unchanged, failed, skipped, passages, seconds, cancelled }) =>
    `${cancelled ? 'Stopped' : 'Done'}: ${count(created, 'document')} added, ${updated} updated, ` +
    `${unchanged} unchanged (${count(passages, 'passage')}), ${failed} failed, ` +
    `${count(skipped, 'file')} of other formats skipped, ${seconds} s.`,
  failures: (shown, failed) => (shown < failed ? `Failed (the first ${shown}):` : 'Failed:'),
  nothingToImport: 'No file to add was found: .txt, .md, .html and .jsonl are read.',

  following: sourcesInEnglish,

  collection: ({ id, name, documents, passages }) =>
    `${id}  ${name}  ${count(documents, 'document')}  ${count(passages, 'passage')}`,
  collectionRemoved: id => `The collection ${id} is removed with everything in it.`,
  documentRemoved: id => `The document ${id} is removed; nothing of it can be found or cited any more.`,
  passages: passages => count(passages, 'passage'),
  noDocuments: 'There are no documents yet. Add some: npx youju ingest <folder>',
  nextPage: cursor => `There are more; next page: --cursor ${cursor}`,
  noJobs: 'There are no jobs yet.',
  jobStates: {
    queued: 'queued',
    running: 'running',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  },
  job: ({ id, kind, done, total, failed, created_at }, state) =>
    `${id}  ${kind}  ${state}  ${done}${total === null ? '' : `/${total}`} done  ${failed} failed  ${created_at}`,

  jobs: jobsInEnglish,
  operations: operationsInEnglish,
  access: accessInEnglish,
  webhooks: webhooksInEnglish,
  curated: curatedInEnglish,

  failed: code => `Failed (${code}):`,
  badUsage: 'The command is not right:',
  seeHelp: 'See --help.',
  errors: Object.fromEntries(
    Object.entries(ERROR_TABLE).map(([code, { title }]) => [code, `${title}.`]),
  ) as Record<ErrorCode, string>,
}
