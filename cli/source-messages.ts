import type { Wire } from '../server/shapes/response-schemas.js'

/** What the commands say about sources. */
export interface SourceMessages {
  readonly source: (source: Wire<'FollowedSource'>) => string
  readonly noSources: string
  readonly syncing: (address: string) => string
  readonly synced: (job: Wire<'Job'>, address: string) => string
  readonly every: (minutes: number) => string
  readonly removed: (id: string) => string
  readonly missing: (documents: number) => string
  readonly watching: (paths: readonly string[]) => string
  readonly watched: (counts: { added: number; updated: number; removed: number; failed: number }) => string
  readonly watchEnded: string
  readonly badInterval: (text: string) => string
  readonly mixed: string
}

export const sourcesInEnglish: SourceMessages = {
  source: ({
    id,
    kind,
    address,
    items,
    documents,
    interval_minutes: every,
    synced_at: at,
    last_error: error,
  }) =>
    `${id}  ${kind}  ${address}  ${items} items  ${documents} documents` +
    (every === null ? '' : `  every ${every} min`) +
    (at === null ? '' : `  synced ${at}`) +
    (error === null ? '' : `  failed: ${error.code} ${error.detail}`),
  noSources: 'There are no sources yet. Add one: npx youju ingest <folder or address>',
  syncing: address => `Reading ${address} …`,
  synced: ({ state, done, failed }, address) => `${address}: ${state}, ${done} documents, ${failed} failed.`,
  every: minutes => `It is read again every ${minutes} minutes while youju serve runs.`,
  removed: id => `The source ${id} is followed no longer; its documents stay.`,
  missing: documents =>
    `${documents} documents are kept although their files are gone. \`youju sources sync\` removes them.`,
  watching: paths => `Watching ${paths.join(', ')}. Ctrl-C ends it.`,
  watched: ({ added, updated, removed, failed }) =>
    `${added} added, ${updated} updated, ${removed} removed, ${failed} failed.`,
  watchEnded: 'No longer watching. What was added is kept.',
  badInterval: text => `"${text}" is no interval of 5 minutes to a year, such as 60m, 12h or 1d.`,
  mixed: 'Give either files or addresses; --watch is for files, --every and --max-pages for addresses.',
}

export const sourcesInChinese: SourceMessages = {
  source: ({
    id,
    kind,
    address,
    items,
    documents,
    interval_minutes: every,
    synced_at: at,
    last_error: error,
  }) =>
    `${id}  ${kind}  ${address}  ${items} 项  ${documents} 篇资料` +
    (every === null ? '' : `  每 ${every} 分钟`) +
    (at === null ? '' : `  同步于 ${at}`) +
    (error === null ? '' : `  失败：${error.code} ${error.detail}`),
  noSources: '还没有来源。添加一个：npx youju ingest <文件夹或网址>',
  syncing: address => `正在读取 ${address} …`,
  synced: ({ state, done, failed }, address) =>
    `${address}：${STATES[state]}，资料 ${done} 篇，失败 ${failed} 项。`,
  every: minutes => `youju serve 运行期间每 ${minutes} 分钟再读一次。`,
  removed: id => `不再跟踪来源 ${id}，已收录的资料保留。`,
  missing: documents => `有 ${documents} 篇资料的文件已不在，资料仍保留。youju sources sync 会删除它们。`,
  watching: paths => `正在跟踪 ${paths.join('、')}，按 Ctrl-C 结束。`,
  watched: ({ added, updated, removed, failed }) =>
    `新增 ${added} 篇，更新 ${updated} 篇，删除 ${removed} 篇，失败 ${failed} 项。`,
  watchEnded: '已停止跟踪，收录的资料都在。',
  badInterval: text => `“${text}”不是 5 分钟到一年的间隔，请写 60m、12h 或 1d。`,
  mixed: '文件和网址请分开写；--watch 用于文件，--every 和 --max-pages 用于网址。',
}

const STATES: Readonly<Record<Wire<'Job'>['state'], string>> = {
  queued: '等待中',
  running: '进行中',
  done: '完成',
  failed: '失败',
  cancelled: '已取消',
}
