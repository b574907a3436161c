import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace, type Finished } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const FILES: Record<string, string> = {
  'docs/library.md':
    '---\ntitle: 云湾图书馆新馆开放\ndate: 2025-03-01\nurl: https://yunwan.example/2025/1\ntags: [文化]\n---\n' +
    '云湾图书馆新馆3月1日开放。\n\n图书馆周一闭馆，周二至周日9:00至21:00开放。',
  'docs/buses.txt': 'Night buses\nNight buses of Line 7 run every 30 minutes. A ride costs 3 yuan.',
  'docs/ferry.html':
    '<title>渡轮</title><article><h1>渡轮</h1><p>青螺渡轮每天早上七点开航，票价五元。</p></article>',
  'docs/notices.jsonl': '{"id":"n1","title":"停水","text":"梧桐里4月2日停水。"}\n{broken\n',
  'docs/empty.md': '---\ntitle: 空\n---\n',
  'docs/picture.png': 'not text',
  'settings.json': '{"synonyms":[["电动车","电瓶车"]],"min_confidence":0.4}',
}
const TIMES = /^(took_ms|seconds|indexed_at|updated_at|created_at|published_at)$/
const IDS = /^(id|conversation_id|job_id)$/

/** What two runs of the same command have in common. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) => {
      if (TIMES.test(name) && member !== null) return 'a time'
      return IDS.test(name) && isMade(member) ? 'an id' : member
    }),
  ) as unknown
}

/** An id that is another each time; that of a job is null where the documents go to a server. */
function isMade(id: unknown): boolean {
  return id === null || (typeof id === 'string' && /^(ans|conv|job)_|^[0-9a-f-]{36}$/.test(id))
}

let served: Workplace
let alone: Workplace

beforeAll(async () => {
  ;[served, alone] = await Promise.all([Workplace.open(), Workplace.open()])
  for (const [name, content] of Object.entries(FILES)) {
    await Promise.all([served.write(name, content), alone.write(name, content)])
  }
  await served.serve()
})
afterAll(() => Promise.all([served.close(), alone.close()]))

async function both(...words: string[]) {
  const [withServer, without] = await Promise.all([served.runJson(words), alone.runJson(words)])
  return { withServer, without, value: without.value, exitCode: without.exitCode }
}

describe('with a running server and without one', () => {
  it('files are added alike, and each failure has its reason', async () => {
    const { withServer, without, value, exitCode } = await both('ingest', 'docs')
    expect(comparable(withServer)).toEqual(comparable(without))
    expect(exitCode).toBe(6)
    expect(value).toMatchObject({
      created: 4,
      updated: 0,
      failed: 2,
      skipped: 1,
      passages: 4,
      cancelled: false,
    })
    const failures = (value as { errors: { item: string; code: string }[] }).errors
    expect(failures.map(({ item, code }) => `${item} ${code}`)).toEqual([
      'empty.md empty_document',
      expect.stringContaining('notices.jsonl') as unknown,
    ])
  })

  it.each<[string, string[], number, object]>([
    ['a question is answered', ['ask', '图书馆周一开门吗？'], 0, { answered: true }],
    [
      'a question is refused',
      ['ask', 'xylophone', 'zzyzx'],
      0,
      { answered: false, refusal: { code: 'not_in_archive' } },
    ],
    [
      'a search is narrowed',
      ['search', '开放', '--tag', '文化', '--after', '2025-01-01', '-n', '1'],
      0,
      { hits: [{ document_id: 'library.md', published_at: '2025-03-01T00:00:00Z' }] },
    ],
    ['documents are listed', ['documents', '-n', '200'], 0, { next_cursor: null }],
    ['a document is pinned', ['documents', 'pin', 'library.md'], 0, { pinned: 'library.md' }],
    ['what is pinned is listed', ['documents', 'list', '--pinned'], 0, { documents: [{ pinned: true }] }],
    ['a document is unpinned', ['documents', 'unpin', 'library.md'], 0, { unpinned: 'library.md' }],
    [
      'what is not there cannot be pinned',
      ['documents', 'pin', 'x'],
      3,
      { error: { code: 'document_not_found' } },
    ],
    ['collections are listed', ['collections'], 0, { collections: [{ id: 'default', documents: 4 }] }],
    [
      'a collection is created',
      ['collections', 'create', 'news', '--name', '新闻'],
      0,
      { id: 'news', name: '新闻' },
    ],
    [
      'the settings of a collection are taken from a file',
      ['collections', 'settings', 'news', '--file', 'settings.json'],
      0,
      { synonyms: [['电动车', '电瓶车']], words: [], min_confidence: 0.4, reranker: null },
    ],
    ['they are shown', ['collections', 'settings', 'news'], 0, { min_confidence: 0.4 }],
    [
      'a file that is no JSON changes nothing',
      ['collections', 'settings', 'news', '--file', 'docs/buses.txt'],
      2,
      { error: { code: 'invalid_request' } },
    ],
    ['unchanged files cost nothing', ['ingest', 'docs/library.md'], 0, { created: 0, unchanged: 1 }],
    ['a missing path is named', ['ingest', 'nowhere'], 2, { error: { code: 'invalid_request' } }],
    [
      'a missing collection is named',
      ['ingest', 'docs', '-c', 'x'],
      3,
      { error: { code: 'collection_not_found' } },
    ],
    ['an unknown job is reported', ['jobs', 'retry', 'job_x'], 3, { error: { code: 'job_not_found' } }],
  ])('%s', async (_name, words, exitCode, value) => {
    const { withServer, without } = await both(...words)
    expect(comparable(withServer)).toEqual(comparable(without))
    expect(without).toMatchObject({ exitCode, value })
  })

  it('an import is recorded where it is made', async () => {
    const [, list] = [await alone.runJson(['ingest', 'docs/buses.txt']), await alone.runJson(['jobs'])]
    expect(list.value).toMatchObject({
      jobs: [{ kind: 'import', state: 'done', done: 1, failed: 0 }, {}, {}],
    })
  })
})

describe('for people', () => {
  const flat = ({ stdout }: Finished) => stdout.replaceAll(/\s+/g, ' ')

  it('an answer has numbered sources with title, day, address, quote and place', async () => {
    const said = flat(await served.run(['ask', '图书馆周一开门吗？']))
    expect(said).toMatch(
      /图书馆周一闭馆.*\[1\] 出处 \[1\] 云湾图书馆新馆开放 2025-03-01 https:\/\/yunwan\.example\/2025\/1/,
    )
    const [, quote = '', start, end] = /“([^”]+)” 第 (\d+) 至 (\d+) 字符/.exec(said) ?? []
    const { value } = await served.runJson(['documents', 'show', 'library.md'])
    expect((value as { text: string }).text.slice(Number(start), Number(end))).toBe(quote)
  })

  it('a refusal shows what comes nearest, in the language of the reader', async () => {
    const said = flat(await served.run(['ask', 'xylophone zzyzx'], { LC_ALL: 'en_GB.UTF-8' }))
    expect(said).toMatch(/does not hold an answer.*Nearest sources 1\. /)
  })

  it('failures of an import are listed with their reasons', async () => {
    const { exitCode, stdout, stderr } = await served.run(['ingest', 'docs'])
    expect(exitCode).toBe(6)
    expect(stdout).toMatch(/新增 0 篇，更新 0 篇，未变 4 篇.*失败 2 篇/)
    expect(stdout).toContain('empty.md  empty_document')
    expect(stderr).toBe('')
  })
})
