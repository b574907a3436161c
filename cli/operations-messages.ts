import type { Wire } from '../server/shapes/response-schemas.js'
import type { Backup, CheckName, CheckReport, Verification } from '../store/maintenance.js'

/** What the operator's commands say (verify, backup, restore). */
export interface OperationsMessages {
  readonly checks: Readonly<Record<CheckName, string>>
  /** What to do about the problems of a check. */
  readonly advice: Readonly<Record<CheckName, string>>
  readonly checking: (check: string) => string
  readonly verification: (verification: Verification) => string
  readonly checked: (report: CheckReport, name: string) => string
  /** Format of cli-progress. */
  readonly copyBar: string
  readonly backedUp: (backup: Backup, folder: string) => string
  /** Format of cli-progress. */
  readonly reindexBar: string
  readonly storage: (storage: Wire<'Storage'>) => string
  readonly documentWithdrawn: (id: string) => string
  readonly documentRestored: (id: string) => string
  readonly documentPinned: (id: string) => string
  readonly documentUnpinned: (id: string) => string
  readonly restored: (backup: Backup, folder: string) => string
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

export const operationsInEnglish: OperationsMessages = {
  checks: {
    database: 'database file',
    references: 'references between rows',
    counts: 'sizes of collections',
    texts: 'passages tile their texts',
    keyword_index: 'keyword index',
    vectors: 'vectors',
    index_files: 'vector index files',
    answers: 'quotes of kept answers',
    curated: 'curated answers',
  },
  advice: {
    database: 'Stop the service, keep a copy of the data directory, and restore the newest backup.',
    references: 'Restore a backup, and report it: this should not happen.',
    counts: 'Restore a backup, and report it: this should not happen.',
    texts: 'Add the named documents again, or restore a backup.',
    keyword_index: 'Run youju reindex: it makes the keyword index anew from the texts.',
    vectors: 'Run youju reindex: it makes missing and broken vectors anew.',
    index_files:
      'Restart the service: a file that is not right is made anew from the vectors. Again and again: check the disk.',
    answers: 'Delete the conversations of the named answers, and report it.',
    curated: 'Remove the named curated answers and make them again, and report it: this should not happen.',
  },
  checking: check => `Checking: ${check}…`,
  verification: ({ ok, seconds, schemaVersion }) =>
    `${ok ? 'All is as it should be' : 'NOT all is as it should be'} (format ${schemaVersion}, ${seconds} s).`,
  checked: ({ examined, problems }, name) =>
    `${problems === 0 ? 'ok      ' : 'PROBLEM '} ${name}: ${examined.toLocaleString('en')} examined, ${problems} problems`,
  copyBar: 'Copying {bar} {percentage}%  {eta_formatted} left',
  backedUp: ({ documents, passages, bytes, sha256 }, folder) =>
    `Backed up to ${folder}: ${documents} documents, ${passages} passages, ${megabytes(bytes)} MB, checked.\nSHA-256 ${sha256}`,
  reindexBar: 'Indexing {bar} {percentage}%  {eta_formatted} left',
  storage: storage =>
    [
      `Database ${megabytes(storage.database_bytes)} MB (texts ${megabytes(storage.texts_bytes)}, answers ${megabytes(storage.answers_bytes)}, unused ${megabytes(storage.unused_bytes)}), log ${megabytes(storage.log_bytes)} MB`,
      ...storage.collections.map(
        one =>
          `  ${one.collection}: ${one.passages} passages, keyword index ${megabytes(one.keyword_index_bytes)} MB, vectors ${megabytes(one.vectors_bytes)} MB, index files ${megabytes(one.index_files_bytes)} MB`,
      ),
      `Free on the disk: ${megabytes(storage.disk.free_bytes)} MB${storage.disk.low ? ', TOO LITTLE: documents are refused' : ''}`,
    ].join('\n'),
  documentWithdrawn: id =>
    `The document ${id} is withdrawn: nobody finds or reads it. youju documents restore brings it back.`,
  documentRestored: id => `The document ${id} is back and can be found again.`,
  documentPinned: id => `The document ${id} is pinned: it comes first where it matches.`,
  documentUnpinned: id => `The document ${id} is not pinned any more.`,
  restored: ({ documents, passages, createdAt }, folder) =>
    `Restored into ${folder}: ${documents} documents, ${passages} passages, as of ${createdAt}, checked.\n` +
    'The vector indexes are made anew at the next start; questions can be asked meanwhile.',
}

export const operationsInChinese: OperationsMessages = {
  checks: {
    database: '数据库文件',
    references: '行与行之间的引用',
    counts: '集合的篇数和段数',
    texts: '段落与原文逐字吻合',
    keyword_index: '关键词索引',
    vectors: '向量',
    index_files: '向量索引文件',
    answers: '已存回答的引文',
    curated: '核定答案',
  },
  advice: {
    database: '停止服务，把数据目录另存一份，再恢复最近的备份。',
    references: '请恢复备份，并报告：这本不该发生。',
    counts: '请恢复备份，并报告：这本不该发生。',
    texts: '重新收录列出的资料，或者恢复备份。',
    keyword_index: '运行 youju reindex：从原文重建关键词索引。',
    vectors: '运行 youju reindex：补上缺少和损坏的向量。',
    index_files: '重新启动服务：不对的文件会从向量重建。若一再出现，请检查磁盘。',
    answers: '删除列出的回答所在的会话，并报告。',
    curated: '撤掉列出的核定答案再重新核定，并报告：这本不该发生。',
  },
  checking: check => `正在检查：${check}…`,
  verification: ({ ok, seconds, schemaVersion }) =>
    `${ok ? '一切正常' : '有不正常之处'}（格式 ${schemaVersion}，用时 ${seconds} 秒）。`,
  checked: ({ examined, problems }, name) =>
    `${problems === 0 ? '正常' : '异常'}  ${name}：查了 ${examined.toLocaleString('zh-CN')} 项，问题 ${problems} 处`,
  copyBar: '复制 {bar} {percentage}%  剩余 {eta_formatted}',
  backedUp: ({ documents, passages, bytes, sha256 }, folder) =>
    `已备份到 ${folder}：${documents} 篇，${passages} 段，${megabytes(bytes)} MB，已核对。\nSHA-256 ${sha256}`,
  reindexBar: '重建索引 {bar} {percentage}%  剩余 {eta_formatted}',
  storage: storage =>
    [
      `数据库 ${megabytes(storage.database_bytes)} MB（原文 ${megabytes(storage.texts_bytes)}，回答 ${megabytes(storage.answers_bytes)}，空闲 ${megabytes(storage.unused_bytes)}），日志 ${megabytes(storage.log_bytes)} MB`,
      ...storage.collections.map(
        one =>
          `  ${one.collection}：${one.passages} 段，关键词索引 ${megabytes(one.keyword_index_bytes)} MB，向量 ${megabytes(one.vectors_bytes)} MB，索引文件 ${megabytes(one.index_files_bytes)} MB`,
      ),
      `磁盘剩余 ${megabytes(storage.disk.free_bytes)} MB${storage.disk.low ? '，太少了：暂不收录资料' : ''}`,
    ].join('\n'),
  documentWithdrawn: id => `资料 ${id} 已撤下，谁也搜不到、读不到；youju documents restore 可以恢复。`,
  documentRestored: id => `资料 ${id} 已恢复，又可以搜到了。`,
  documentPinned: id => `资料 ${id} 已置顶：与问题相关时排在最前。`,
  documentUnpinned: id => `资料 ${id} 已取消置顶。`,
  restored: ({ documents, passages, createdAt }, folder) =>
    `已恢复到 ${folder}：${documents} 篇，${passages} 段，截至 ${createdAt}，已核对。\n向量索引会在下次启动时重建，其间可以照常提问。`,
}
