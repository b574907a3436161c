import { describe, expect, it } from 'vitest'
import type { ReadItem } from '../../ingest/reader.js'
import { FORMATS, formatOfMediaType, formatOfName } from '../../ingest/readers/registry.js'
import { encode, readAll, readOne, utf8 } from './reading.js'

describe('txt', () => {
  it.each([
    ['a short first line is the title', 'a.txt', '\n停水通知\n明天停水。', '停水通知'],
    ['a sentence is no title', '停水.txt', '明天停水，请储水。\n特此通知。', '停水'],
    ['a long first line is no title', '长文.txt', '字'.repeat(80), '长文'],
  ])('%s', async (_, name, content, title) => {
    expect(await readOne(name, content)).toMatchObject({ title, text: content })
  })

  it('reads the date in its name and the charset of the transport', async () => {
    const document = await readOne('in/2024-05-01.txt', encode('系统通知', 'gb18030'), 'gbk')
    expect(document).toMatchObject({ title: '系统通知', publishedAt: '2024-05-01T00:00:00Z' })
  })

  it('names an empty file', async () => {
    expect(await readAll('a.txt', ' \n')).toMatchObject([{ item: 'a.txt', code: 'empty_document' }])
  })
})

describe('md', () => {
  it('reads flat front matter', async () => {
    const document = await readOne(
      'a.md',
      [
        '---',
        'title: "停水: 通知" # quoted',
        'date: 2024-05-01',
        'url: https://example.org/a',
        "author: 'O''Neil'",
        'tags: [水务, "通知, 更正"]',
        'nested:',
        '  deep: 1',
        '---',
        '# 正文',
        '明天停水。',
      ].join('\n'),
    )
    expect(document).toEqual({
      id: undefined,
      title: '停水: 通知',
      text: '正文\n\n明天停水。',
      url: 'https://example.org/a',
      publishedAt: '2024-05-01T00:00:00Z',
      author: "O'Neil",
      tags: ['水务', '通知, 更正'],
      language: undefined,
    })
  })

  it.each([
    ['lists with dashes', '---\ntags:\n  - 甲\n  - 乙\n---\n文', { tags: ['甲', '乙'] }],
    ['no web address', '---\nurl: javascript:alert(1)\n---\n文', { url: undefined }],
    ['no date', '---\ndate: soon\n---\n文', { publishedAt: undefined }],
    ['front matter that never ends', '---\ntitle: x\n文', { title: 'a' }],
    ['the first heading as title', '引言\n\n## **第一** 节\n', { title: '第一 节' }],
    ['the file name as title', '没有标题的文字。', { title: 'a' }],
  ])('reads %s', async (_, content, expected) => {
    expect(await readOne('a.md', content)).toMatchObject(expected)
  })

  it.each([
    [
      'links as their text',
      '见[《办法》](https://example.org/a_(b) "全文")和[附件][1]。\n\n[1]: /x',
      '见《办法》和附件。',
    ],
    ['images as their description', '![地图](map.png)之后', '地图之后'],
    ['emphasis', '**重要**、*注意*、__粗__、_斜_、~~删~~', '重要、注意、粗、斜、删'],
    ['names with underscores and products', 'file_name_here 2 * 3 * 4', 'file_name_here 2 * 3 * 4'],
    ['escapes', String.raw`\*星号\* 和 \_`, '*星号* 和 _'],
    ['code spans', '运行 `npm **ci**`', '运行 npm **ci**'],
    ['fenced code', '```js\nconst a = **1**\n\n\tb\n```', 'const a = **1**\n\n\tb'],
    ['lists', '- 甲\n- 乙\n  1. 丙', '- 甲\n- 乙\n  1. 丙'],
    ['tables', '| 站 | 时间 |\n|---|:--|\n| 东 | 6:00 |', '站 | 时间\n东 | 6:00'],
    ['quotes', '> 引文。\n> 继续。', '引文。\n继续。'],
    ['headings', '标题\n===\n正文。\n## 二 ##\n正文。', '标题\n\n正文。\n\n二\n\n正文。'],
    ['HTML', '<div align="center">甲<br>乙</div><!-- 不见 -->', '甲\n乙'],
    ['entities', 'A&amp;B &lt;tag&gt; &#20013;&#x6587; &unknown;', 'A&B <tag> 中文 &unknown;'],
    ['wrapped English', `${'word '.repeat(14)}end\nof the line`, `${'word '.repeat(14)}end of the line`],
    ['wrapped Chinese', `${'字'.repeat(50)}\n继续`, `${'字'.repeat(50)}继续`],
    ['lines that their author ended', '地址：城东路1号\n电话：110', '地址：城东路1号\n电话：110'],
  ])('renders %s', async (_, markdown, text) => {
    expect((await readOne('a.md', markdown)).text).toBe(text)
  })

  it.each(['[', '**a ', '![', '<a', '<!--', '`', '_a ', '> ', '[a](', '| a ', '\\', '- '])(
    'reads a megabyte of %j in bounded time',
    async unit => {
      const begun = performance.now()
      await readAll('a.md', unit.repeat(1_000_000 / unit.length))
      expect(performance.now() - begun).toBeLessThan(10_000)
    },
  )
})

describe('jsonl', () => {
  const full = {
    id: 'n1',
    title: '通知',
    text: '明天停水。',
    url: 'https://example.org/1',
    published_at: '2024-05-01',
    author: '甲',
    tags: ['水务'],
    language: 'zh',
  }

  it('reads the fields of the API, one document a line', async () => {
    const lines = [full, { title: '二', text: '文', url: null }].map(line => JSON.stringify(line))
    const [first, second] = await readAll('d.jsonl', `\uFEFF${lines.join('\r\n\r\n')}`)
    expect(first).toEqual({
      item: 'd.jsonl#1',
      document: {
        id: 'n1',
        title: '通知',
        text: '明天停水。',
        url: 'https://example.org/1',
        publishedAt: '2024-05-01T00:00:00Z',
        author: '甲',
        tags: ['水务'],
        language: 'zh',
      },
    })
    expect(second).toMatchObject({ item: 'd.jsonl#3', document: { id: undefined, title: '二' } })
  })

  it.each([
    ['no JSON', '{"title"', 'not valid JSON'],
    ['another shape', '[1]', 'expected object'],
    ['a missing field', '{"title":"a"}', 'text'],
    ['a date that is none', '{"title":"a","text":"b","published_at":"soon"}', 'published_at'],
    ['an address that is none', '{"title":"a","text":"b","url":"javascript:1"}', 'url'],
  ])('names the line with %s and goes on', async (_, bad, detail) => {
    const good = JSON.stringify(full)
    const items = await readAll('d.jsonl', [good, bad, good].join('\n'))
    expect(items).toHaveLength(3)
    expect(items[1]).toMatchObject({ item: 'd.jsonl#2', code: 'unreadable_document' })
    expect(JSON.stringify(items[1])).toContain('Line 2')
    expect(JSON.stringify(items[1])).toContain(detail)
  })

  it('knows the names that exports give, and passes over what a document does not have', async () => {
    const line = { title: '停水', date: '2024-05-01', url: '', content: '明天停水。', author: null, views: 7 }
    expect(await readAll('d.jsonl', JSON.stringify(line))).toEqual([
      {
        item: 'd.jsonl#1',
        document: { title: '停水', text: '明天停水。', publishedAt: '2024-05-01T00:00:00Z' },
      },
    ])
  })

  it('reads a stream whose chunks end anywhere', async () => {
    const bytes = utf8(Array(5).fill(JSON.stringify(full)).join('\n'))
    const chunks = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1))
    const items: ReadItem[] = []
    const reader = await formatOfName('d.jsonl')?.load()
    for await (const item of reader?.readStream?.({ name: 'd.jsonl' }, chunks) ?? []) items.push(item)
    expect(items).toEqual(await readAll('d.jsonl', bytes))
    expect(items).toHaveLength(5)
  })
})

describe('the registry', () => {
  it('finds a format by the ending, in any case, and none for others', () => {
    for (const name of ['a.TXT', 'b/c.md', 'x.html', 'x.htm', 'x.jsonl', '报告.PDF', 'a.b.docx'])
      expect(formatOfName(name)).toBeDefined()
    for (const name of ['a.exe', 'txt', 'a.txt/b', '.md/', 'a.doc'])
      expect(formatOfName(name)).toBeUndefined()
  })

  it('finds a format by its media type', () => {
    expect(formatOfMediaType('Text/HTML; charset=gbk')?.name).toBe('html')
    expect(formatOfMediaType('application/pdf')?.name).toBe('pdf')
    expect(formatOfMediaType('image/png')).toBeUndefined()
  })

  it('has one format an ending and a media type, each with a reader', async () => {
    for (const key of ['extensions', 'mediaTypes'] as const) {
      const all = FORMATS.flatMap(format => format[key])
      expect(new Set(all).size).toBe(all.length)
    }
    for (const format of FORMATS) expect(await format.load()).toHaveProperty('read')
  })
})
