import { errorsInChinese } from './errors-zh-cn.js'
import { accessInChinese } from './access-messages.js'
import { curatedInChinese } from './curated-messages.js'
import { webhooksInChinese } from './webhook-messages.js'
import { jobsInChinese } from './job-messages.js'
import { operationsInChinese } from './operations-messages.js'
import { evaluationInChinese } from './evaluate/evaluation-messages-zh-cn.js'
import type { Messages } from './messages.js'
import { sourcesInChinese } from './source-messages.js'

export const chinese: Messages = {
  help: {
    program: '有据：向自己的资料提问，每句回答都点得到原文。',
    titles: {
      'Usage:': '用法：',
      'Arguments:': '参数：',
      'Options:': '选项：',
      'Commands:': '命令：',
    },
    helpOption: '显示帮助',
    versionOption: '显示版本',
    helpCommand: '显示某个命令的帮助',
    afterwards:
      '设置取自环境变量和当前文件夹里的 .env（.env.example 列出了全部设置）。\n' +
      '数据目录被运行中的服务占用时，命令会交给那个服务去做。\n' +
      '成功时退出码为 0；带 --json 时，标准输出只有一行 JSON。',
    commands: {
      serve: '启动服务',
      ingest: '收录文件或整个文件夹（.txt .md .html .jsonl）',
      ask: '提问，得到带引文的回答；资料里没有就直说（也算成功）',
      search: '搜索段落',
      collections: '查看和管理资料集合',
      'collections list': '列出全部集合（默认）',
      'collections create': '新建集合，或给已有的集合改名',
      'collections settings': '查看集合的同义词、词表和阈值，或从文件设置',
      'collections delete': '删除集合和其中的全部资料',
      documents: '查看和管理资料',
      'documents list': '列出一个集合里的资料（默认）',
      'documents show': '显示一篇资料的全文',
      'documents delete': '彻底删除一篇资料',
      'documents withdraw': '撤下一篇资料：谁也搜不到、读不到，但还留着',
      'documents restore': '恢复一篇撤下的资料',
      'documents pin': '置顶一篇资料：与问题相关时排在最前',
      'documents unpin': '取消一篇资料的置顶',
      eval: '用一批问题评测检索和回答，保存结果，与以前的对比',
      sources: '列出、同步或移除来源：文件夹、网页、订阅源、网站地图、网站',
      'sources list': '列出一个集合的来源',
      'sources sync': '立即同步：读取新增和变化的内容，删除已消失的内容',
      'sources remove': '不再跟踪这个来源，已收录的资料保留',
      jobs: '查看和管理任务',
      'jobs list': '列出最近的任务（默认）',
      'jobs show': '显示一个任务和失败的条目',
      'jobs follow': '跟踪一个任务的进度，直到结束；按 Ctrl-C 只停止跟踪',
      'jobs retry': '重试一个任务里失败的条目',
      'jobs cancel': '停止一个任务',
      verify: '核对存下的一切是否完好，什么也不改',
      reindex: '从原文重建各个索引，其间照常可用',
      storage: '查看各部分占用的空间',
      backup: '把资料库备份到一个文件夹，服务运行时也可以',
      restore: '从备份恢复到一个空的数据目录',
      mcp: '以 MCP 协议（标准输入输出）供智能体使用；服务开着或没开都可以',
    },
    arguments: {
      path: '文件或文件夹',
      question: '问题',
      questions: '问题文件：每行一个 JSON，如 {"text":"…","gold":["资料编号"],"answers":["…"]}',
      query: '要找的内容',
      collection: '集合编号：1 至 64 个 a-z 0-9 - _',
      document: '资料编号',
      source: '来源编号',
      job: '任务编号',
      followedJob: '任务编号（默认：最近一个进行中的任务）',
      backupFolder: '备份所在的文件夹',
    },
    options: {
      json: '输出一行 JSON，形状与 HTTP 接口相同',
      jsonEvents: '每次变化输出一行 JSON，即 HTTP 接口里的任务',
      collections: '只在这个集合里找，可以重复（默认全部）',
      collection: '集合编号（默认 default）',
      name: '集合的名称',
      settingsFile: '设置文件（JSON），形状与 HTTP 接口相同；没写的项恢复默认',
      answerMode: '回答方式：auto、extractive、generative（默认 auto）',
      searchMode: '检索方式：hybrid、keyword、vector（默认 hybrid）',
      conversation: '接着这个会话问',
      concurrency: '同时问几题，1 至 32（默认 1，用时才准）',
      runName: '这次评测的名称（默认用文件名）',
      compare: '与保存的一次对比：last 或编号；显著变差时退出码为 13',
      report: '再写一份 HTML 报告到这个文件',
      keepAnswers: '把回答留在资料库里，以便查看过程（默认问完即忘）',
      noSave: '不保存这次的结果',
      trace: '再显示这个回答是怎样得出的',
      after: '只找这一天及以后发布的，如 2024-01-01',
      before: '只找这一天以前发布的',
      tag: '只找有这个标签的，可以重复',
      watch: '一直跟踪：文件写入就收录，删除就删除，按 Ctrl-C 结束',
      asSitemap: '网址是网站地图（不写则自动判断）',
      asFeed: '网址是 RSS 或 Atom 订阅源（不写则自动判断）',
      asCrawl: '沿着网页的链接抓取同一网站',
      every: '今后每隔多久同步一次，如 60m、12h、1d（由 youju serve 执行）',
      maxPages: '网站地图、订阅源或抓取最多多少页（默认 500）',
      maxDepth: '抓取时离首页最多几层链接（默认 5）',
      include: '只要路径符合的网页，如 "/news/*"，可以重复',
      exclude: '不要路径符合的网页，可以重复',
      acceptRemovals: '即使一下子消失很多，也删除',
      force: '不管有没有变化，全部重新读取',
      hits: '最多几条，1 至 100（默认 10）',
      limit: '最多几条，1 至 200（默认 50）',
      cursor: '从上一页给出的位置继续',
      order: '次序：newest、oldest、pinned（置顶的在前；默认 newest）',
      withdrawn: '列出撤下的资料和原因',
      pinned: '只列出置顶的资料',
      reason: '原因，有写权限的人看得到',
      reindexed: '只重建这些集合（默认全部）',
      vectors: '所有向量都重算，而不只是补上缺少的',
      full: '逐页、逐个向量地查，而不是抽查（慢）',
    },
  },

  loadingSamples: '第一次启动，正在载入示例资料…',
  samplesLoaded: documents => `已载入 ${documents} 篇示例资料（YOUJU_SAMPLES=off 可以不要）。`,
  serving: ({ version, url, pid, dataDir, documents, hasSamples, isKeyless }) => `
有据 ${version} 已启动（进程 ${pid}）

  打开      ${url}
  ${
    hasSamples
      ? `试着问    npx youju ask "为什么3号线取消了印厂新村站？"
            npx youju ask "Who inspects the old Wangta Bridge?"`
      : `提问      npx youju ask "……"`
  }
  放进资料  npx youju ingest ./我的资料
  接口      ${url}/openapi.json

数据目录 ${dataDir}，现有 ${documents} 篇资料。
${
  isKeyless
    ? '没有设访问密钥：只接受本机的访问，本机上的人和程序都是管理员。'
    : '访问需要密钥：youju keys 查看和新建。'
}
按 Ctrl-C 停止。`,
  stopping: '正在停止：等进行中的请求做完…',
  stopped: '已停止。',

  sources: '出处',
  confidence: (confidence, tookMs) =>
    `把握 ${Math.round(confidence * 100)}%，用时 ${Math.round(tookMs)} 毫秒。`,
  nearest: '最接近的资料',
  place: (start, end, page) =>
    `${typeof page !== 'number' ? '' : `第 ${page} 页，`}第 ${start} 至 ${end} 字符`,
  withdrawn: '（资料已撤下）',
  pinned: '（置顶）',
  nothingFound: '没有找到。换个说法，或者放宽条件再试。',
  hits: (hits, tookMs) => `共 ${hits} 条，用时 ${Math.round(tookMs)} 毫秒。`,

  evaluation: evaluationInChinese,

  trace: {
    none: '没有这个回答的过程记录。',
    title: '—— 过程 ——',
    understood: '理解为',
    question: question => `问题：${question}`,
    subject: subject => `查找：${subject}`,
    published: {
      filter: (after, before) => `只找发布于 ${after} 至 ${before} 的`,
      boost: (after, before) => `优先发布于 ${after} 至 ${before} 的`,
    },
    phrases: phrases =>
      phrases.length === 0 ? '引号里的原话：没有找到' : `引号里的原话：${phrases.join('、')}`,
    terms: '查找的词和含有它的段落数',
    passages: '找到的段落：总分（关键词 / 向量） p 是所求资料的概率',
    sentences: '考虑过的句子：得分 句子 [命中的词]',
    confidence: (confidence, least) => `把握 ${confidence}，低于 ${least} 就不回答`,
    dropped: '去掉的',
    droppedCitation: place => `引文与原文不符：${place}`,
    droppedStatement: reason => `语言模型写的一句：${reason}`,
    timings: '各步用时（毫秒）',
    stages: ({ interpret, keyword, vector, fuse, read, generate, verify }) =>
      `理解 ${interpret.toFixed(1)} · 关键词 ${keyword.toFixed(1)} · 向量 ${vector.toFixed(1)} · 合并 ${fuse.toFixed(1)} · 读句子 ${read.toFixed(1)} · 生成 ${generate.toFixed(1)} · 核对 ${verify.toFixed(1)}`,
    pinned: rank => `所答的资料是置顶的：这句原本排第 ${rank}。`,
    hidden: passages => `有 ${passages} 个段落此后已删除、改动，或无权查看。`,
  },

  progressBar: '收录 {bar} {percentage}%  {documents} 篇  失败 {failed}  剩余 {eta_formatted}',
  imported: ({ created, updated, unchanged, failed, skipped, passages, seconds, cancelled }) =>
    `${cancelled ? '中途停止' : '收录完毕'}：新增 ${created} 篇，更新 ${updated} 篇，未变 ${unchanged} 篇` +
    `（${passages} 段），失败 ${failed} 篇，略过 ${skipped} 个读不了的格式，用时 ${seconds} 秒。`,
  failures: (shown, failed) => (shown < failed ? `失败的条目（前 ${shown} 条）：` : '失败的条目：'),
  nothingToImport: '没有找到可以收录的文件：能读的是 .txt、.md、.html、.jsonl。',

  following: sourcesInChinese,

  collection: ({ id, name, documents, passages }) =>
    `${id}  ${name}  ${documents.toLocaleString('zh-CN')} 篇  ${passages.toLocaleString('zh-CN')} 段`,
  collectionRemoved: id => `集合 ${id} 和其中的全部资料已删除。`,
  documentRemoved: id => `资料 ${id} 已删除，不会再被搜到或引用。`,
  passages: passages => `${passages} 段`,
  noDocuments: '还没有资料。收录：npx youju ingest <文件夹>',
  nextPage: cursor => `还有更多，下一页：--cursor ${cursor}`,
  noJobs: '还没有任务。',
  jobStates: { queued: '排队中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已停止' },
  job: ({ id, kind, done, total, failed, created_at }, state) =>
    `${id}  ${kind}  ${state}  完成 ${done}${total === null ? '' : `/${total}`}  失败 ${failed}  ${created_at}`,

  jobs: jobsInChinese,
  operations: operationsInChinese,
  access: accessInChinese,
  webhooks: webhooksInChinese,
  curated: curatedInChinese,

  failed: code => `没有成功（${code}）：`,
  badUsage: '命令写得不对：',
  seeHelp: '用 --help 查看用法。',
  errors: errorsInChinese,
}
