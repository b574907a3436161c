import type { Wire } from '../server/shapes/response-schemas.js'

/** What the commands about keys, sites and the audit log say, their help included. */
export interface AccessMessages {
  readonly commands: Readonly<
    Record<
      | 'keys'
      | 'keys create'
      | 'keys list'
      | 'keys revoke'
      | 'sites'
      | 'sites create'
      | 'sites list'
      | 'sites rotate'
      | 'sites revoke'
      | 'audit',
      string
    >
  >
  readonly arguments: Readonly<Record<'key' | 'site', string>>
  readonly options: Readonly<
    Record<
      | 'role'
      | 'collections'
      | 'expires'
      | 'name'
      | 'origin'
      | 'questionsPerDay'
      | 'modelTokensPerDay'
      | 'since'
      | 'caller'
      | 'limit',
      string
    >
  >
  readonly newKey: (key: Wire<'NewKey'>) => string
  readonly key: (key: Wire<'Key'>) => string
  readonly noKeys: string
  readonly keyRevoked: (id: string) => string
  readonly site: (site: Wire<'Site'>) => string
  readonly noSites: string
  readonly siteRevoked: (id: string) => string
  readonly noAudit: string
  readonly badExpiry: string
}

const list = (collections: readonly string[] | null, all: string) => collections?.join(',') ?? all

export const accessInEnglish: AccessMessages = {
  commands: {
    keys: 'see and manage keys',
    'keys create': 'make a key; it is shown once',
    'keys list': 'list the keys (default)',
    'keys revoke': 'revoke a key, at once',
    sites: 'see and manage the sites that show the widget',
    'sites create': 'let the pages of a site show the widget',
    'sites list': 'list the sites (default)',
    'sites rotate': 'give a site another key, and end its sessions',
    'sites revoke': 'close a site, and end its sessions',
    audit: 'show who changed what, and who was refused, newest first',
  },
  arguments: { key: 'id of the key, key_…', site: 'id of the site, st_…' },
  options: {
    role: 'reader, writer or admin (default: reader)',
    collections: 'limited to these collections, separated by commas (default: all)',
    expires: 'after so many days, such as 90d, or on a day, such as 2027-01-01 (default: never)',
    name: 'what it is for',
    origin: 'origin of its pages, such as https://example.org; may be repeated',
    questionsPerDay: 'most questions a day, all visitors together (default: no limit)',
    modelTokensPerDay: 'most tokens of the language model a day (default: no limit)',
    since: 'from this day on, such as 2026-11-01',
    caller: 'only what this key did',
    limit: 'most entries, 1-1000 (default: 100)',
  },
  newKey: ({ id, role, collections, key }) =>
    `${key}\n\nKey ${id}: ${role}, collections ${list(collections, 'all')}. It is not shown again: keep it now.\n` +
    'From now on nobody gets in without a key, from this machine neither; these commands still do.',
  key: ({ id, role, collections, state, name, last_used_at: used, expires_at: expires }) =>
    `${id}  ${role}  ${list(collections, 'all')}  ${state}  ${name ?? ''}  used ${used ?? 'never'}  expires ${expires ?? 'never'}`,
  noKeys: 'There are no keys: everybody on this machine is an administrator, and nobody else gets in.',
  keyRevoked: id => `Key ${id} opens nothing any more.`,
  site: ({
    id,
    site_key: key,
    origins,
    collections,
    state,
    questions_today: asked,
    questions_per_day: most,
  }) =>
    `${id}  ${key}  ${origins.join(',')}  ${list(collections, 'all')}  ${state}  ${asked}/${most ?? '∞'} questions today`,
  noSites: 'No site shows the widget.',
  siteRevoked: id => `Site ${id} is closed.`,
  noAudit: 'There are no such entries.',
  badExpiry: 'Give days, such as 90d, or a day, such as 2027-01-01.',
}

export const accessInChinese: AccessMessages = {
  commands: {
    keys: '查看和管理密钥',
    'keys create': '新建密钥，只显示一次',
    'keys list': '列出全部密钥（默认）',
    'keys revoke': '立即吊销一个密钥',
    sites: '查看和管理可以嵌入问答组件的网站',
    'sites create': '允许一个网站的页面嵌入问答组件',
    'sites list': '列出全部网站（默认）',
    'sites rotate': '给网站换一个密钥，原有会话随即结束',
    'sites revoke': '关闭一个网站，原有会话随即结束',
    audit: '查看谁改了什么、谁被拒绝过，新的在前',
  },
  arguments: { key: '密钥编号，如 key_…', site: '网站编号，如 st_…' },
  options: {
    role: '权限：reader、writer、admin（默认 reader）',
    collections: '只限这些集合，用逗号分隔（默认全部）',
    expires: '有效期：天数如 90d，或到期日如 2027-01-01（默认不过期）',
    name: '用途',
    origin: '页面的来源，如 https://example.org，可以重复',
    questionsPerDay: '每天最多几个问题，全部访客合计（默认不限）',
    modelTokensPerDay: '每天最多用多少语言模型 token（默认不限）',
    since: '从这一天起，如 2026-11-01',
    caller: '只看这个密钥做的',
    limit: '最多几条，1 至 1000（默认 100）',
  },
  newKey: ({ id, role, collections, key }) =>
    `${key}\n\n密钥 ${id}：权限 ${role}，集合 ${list(collections, '全部')}。它不会再次显示，请现在保存。\n` +
    '从现在起，没有密钥就不能访问，本机也一样；这些命令仍然可用。',
  key: ({ id, role, collections, state, name, last_used_at: used, expires_at: expires }) =>
    `${id}  ${role}  ${list(collections, '全部')}  ${STATES[state]}  ${name ?? ''}  最近使用 ${used ?? '无'}  到期 ${expires ?? '无'}`,
  noKeys: '还没有密钥：本机上的人和程序都是管理员，其他机器不能访问。',
  keyRevoked: id => `密钥 ${id} 已吊销。`,
  site: ({
    id,
    site_key: key,
    origins,
    collections,
    state,
    questions_today: asked,
    questions_per_day: most,
  }) =>
    `${id}  ${key}  ${origins.join(',')}  ${list(collections, '全部')}  ${STATES[state]}  今天 ${asked}/${most ?? '不限'} 个问题`,
  noSites: '还没有网站可以嵌入问答组件。',
  siteRevoked: id => `网站 ${id} 已关闭。`,
  noAudit: '没有这样的记录。',
  badExpiry: '请写天数，如 90d，或日期，如 2027-01-01。',
}

const STATES = { active: '有效', expired: '已过期', revoked: '已吊销' } as const
