import { describe, expect, it } from 'vitest'
import { formatOfName } from '../../ingest/readers/registry.js'
import { docx, paragraph } from './fixtures/office-files.js'
import { zipFile } from './fixtures/zip-file.js'
import { encode, readAll, readContext, readOne, utf8 } from './reading.js'

describe('csv', () => {
  it('makes a document of each row that has a text, and keeps the other columns with their names', async () => {
    const csv =
      '编号,标题,正文,发布日期,作者,标签,版面\n7,停水通知,"明日停水，\n请储水。",2024年5月7日,甲,水务；通知,3\n8,空的,,,,,\n'
    const [first, second] = await readAll('文章.csv', csv)
    expect(first).toEqual({
      item: '文章.csv#2',
      document: {
        id: '7',
        title: '停水通知',
        text: '明日停水，\n请储水。\n\n版面：3',
        url: undefined,
        publishedAt: '2024-05-07T00:00:00Z',
        author: '甲',
        tags: ['水务', '通知'],
        language: undefined,
      },
    })
    expect(second).toMatchObject({ item: '文章.csv#3', code: 'empty_document' })
  })

  it.each([
    [
      'commas',
      'a.csv',
      '姓名,电话\n王平,8123\n"李, 四",8124',
      '姓名：王平 | 电话：8123\n姓名：李, 四 | 电话：8124',
    ],
    ['semicolons', 'a.csv', '姓名;电话\n王平;8,5\n', '姓名：王平 | 电话：8,5'],
    ['tabs', 'a.tsv', '姓名\t电话\n王平\t8123', '姓名：王平 | 电话：8123'],
    ['no header', 'a.csv', '1,2\n3,4', '1 | 2\n3 | 4'],
    ['a mark in front', 'a.csv', '\uFEFF姓名,电话\n王平,', '姓名：王平'],
    [
      'rows of other lengths',
      'a.csv',
      '姓名,电话\n王平\n李四,1,多的',
      '姓名：王平\n姓名：李四 | 电话：1 | 多的',
    ],
  ])('reads a table with %s as one document', async (_, name, csv, text) => {
    expect((await readOne(name, csv)).text).toBe(text)
  })

  it('detects the encoding', async () => {
    expect((await readOne('a.csv', encode('姓名,电话\n王平,8123', 'gb18030'))).text).toBe(
      '姓名：王平 | 电话：8123',
    )
  })

  it.each(['"', ',', 'a,"b', '\n', ';,|\t'])('reads a megabyte of %j in bounded time', async unit => {
    const begun = performance.now()
    await readAll('a.csv', unit.repeat(1_000_000 / unit.length)).catch(() => undefined)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})

describe('eml', () => {
  const message = (headers: readonly string[], body: string) => utf8(`${headers.join('\r\n')}\r\n\r\n${body}`)
  const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')
  const HEADERS = [
    'From: =?utf-8?B?546L5bmz?= <wang@example.org>',
    'To: desk@example.org',
    'Subject: =?gb2312?B?zai41g==?=',
    'Date: Tue, 07 May 2024 08:30:00 +0800',
    'MIME-Version: 1.0',
  ]

  it('reads subject, sender, time and the text', async () => {
    const bytes = message([...HEADERS, 'Content-Type: text/plain; charset=utf-8'], '明日停水。')
    expect(await readOne('a.eml', bytes)).toMatchObject({
      title: '通钢',
      author: '王平 <wang@example.org>',
      publishedAt: '2024-05-07T00:30:00Z',
      text: '主题：通钢\n发件人：王平 <wang@example.org>\n收件人：desk@example.org\n\n明日停水。',
    })
  })

  it('believes the declared charset, and reads HTML where there is no text', async () => {
    const html = encode('<p>系统通知</p><script>x</script>', 'gb18030')
    const bytes = Buffer.concat([
      message([...HEADERS, 'Content-Type: text/html; charset=gbk', 'Content-Transfer-Encoding: 8bit'], ''),
      html,
    ])
    expect((await readOne('a.eml', bytes)).text).toMatch(/\n\n系统通知$/u)
  })

  it('lists the attachments, and reads those that somebody reads', async () => {
    const part = (type: string, name: string, content: string) =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}\r\n`
    const body = [
      '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n见附件。\r\n',
      part('application/octet-stream', '../report.docx', base64(docx(paragraph('附件正文，内容在此。')))),
      part('image/png', 'map.png', base64('png')),
      part('application/zip', 'old.zip', base64('zip')),
      part('application/pdf', 'broken.pdf', base64('nonsense')),
      '--b--\r\n',
    ].join('')
    const items = await readAll(
      'in/a.eml',
      message([...HEADERS, 'Content-Type: multipart/mixed; boundary=b'], body),
    )
    expect(items).toMatchObject([
      {
        document: {
          text: expect.stringContaining('附件：report.docx、map.png、old.zip、broken.pdf') as unknown,
        },
      },
      { item: 'in/a.eml/report.docx', document: { text: '附件正文，内容在此。' } },
      { item: 'in/a.eml/broken.pdf', code: 'unreadable_document' },
    ])
  })

  it('refuses what is no message, and characters that would be lost', async () => {
    await expect(readAll('a.eml', 'just a text')).rejects.toMatchObject({ code: 'unreadable_document' })
    const bytes = Buffer.concat([
      message([...HEADERS, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], ''),
      encode('明日停水', 'gb18030'),
    ])
    await expect(readAll('a.eml', bytes)).rejects.toThrow('charset')
  })

  it('ends in bounded time on parts that nest without end', async () => {
    const nested = Array.from(
      { length: 5000 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    )
    await expect(readAll('a.eml', message(HEADERS, nested.join('')))).resolves.toBeDefined()
    await expect(readAll('a.eml', `${HEADERS.join('\r\n')}\r\n${nested.join('')}`)).rejects.toThrow('nested')
  })
})

describe('zip', () => {
  it('reads each file as an item, named after the archive, and passes over what nobody reads', async () => {
    const bytes = zipFile([
      { name: '通知/', content: '' },
      { name: '通知/停水.md', content: '# 停水\n\n明日停水。', deflated: true },
      { name: '通知/表.csv', content: '标题,正文\n甲,甲文\n乙,乙文', deflated: true },
      { name: '__MACOSX/._停水.md', content: 'x' },
      { name: '.hidden.txt', content: 'x' },
      { name: 'picture.png', content: 'x' },
      { name: 'bad.pdf', content: 'x' },
      { name: 'inner.zip', content: 'x' },
    ])
    expect(await readAll('a.zip', bytes)).toMatchObject([
      { item: 'a.zip/通知/停水.md', document: { title: '停水', text: '停水\n\n明日停水。' } },
      { item: 'a.zip/通知/表.csv#2', document: { text: '甲文' } },
      { item: 'a.zip/通知/表.csv#3', document: { text: '乙文' } },
      { item: 'a.zip/bad.pdf', code: 'unreadable_document' },
      { item: 'a.zip/inner.zip', code: 'unreadable_document' },
    ])
  })

  it.each([
    ['UTF-8 that says so', '系统通知.txt', true, '系统通知.txt'],
    ['UTF-8 that does not say so', '停水的通知.txt', false, '停水的通知.txt'],
    ['GB18030, as Windows writes them', encode('关于停水的通知.txt', 'gb18030'), false, '关于停水的通知.txt'],
    ['ways out', '../../etc/x.txt', true, 'etc/x.txt'],
    ['a root', '/x.txt', true, 'x.txt'],
    ['a drive and backslashes', 'C:\\a\\..\\x.txt', true, 'a/x.txt'],
    ['control characters', 'x\u0000\u0007.txt', true, 'x.txt'],
  ])('names entries in %s', async (_, name, isMarkedUtf8, expected) => {
    const items = await readAll('a.zip', zipFile([{ name, content: '文字', isMarkedUtf8 }]))
    expect(items).toMatchObject([{ item: `a.zip/${expected}` }])
  })

  it('tells before each part, and goes on where it is told to', async () => {
    const bytes = zipFile(['a', 'b', 'c'].map(name => ({ name: `${name}.txt`, content: name })))
    const parts: string[] = []
    const reader = await formatOfName('a.zip')?.load()
    const items = []
    for await (const item of reader?.read({ name: 'a.zip', bytes }, readContext(parts, 1)) ?? [])
      items.push(item)
    expect(parts).toEqual(['b.txt', 'c.txt'])
    expect(items).toHaveLength(2)
  })

  it.each([
    ['that are encrypted', { isEncrypted: true, content: 'x' }, 'password'],
    [
      'that unpack to hundreds of times their size',
      { content: Buffer.alloc(30_000_000), deflated: true },
      'times its size',
    ],
    ['that lie about their size', { content: 'long enough', deflated: true, claimedBytes: 3 }, 'damaged'],
  ])('names entries %s and goes on', async (_, entry, detail) => {
    const items = await readAll(
      'a.zip',
      zipFile([
        { name: 'x.txt', ...entry },
        { name: 'y.txt', content: '好' },
      ]),
    )
    expect(items).toMatchObject([
      {
        item: 'a.zip/x.txt',
        code: 'unreadable_document',
        detail: expect.stringContaining(detail) as unknown,
      },
      { item: 'a.zip/y.txt', document: { text: '好' } },
    ])
  })

  it('refuses what is no archive, and names an empty one', async () => {
    await expect(readAll('a.zip', 'x')).rejects.toMatchObject({ code: 'unreadable_document' })
    expect(await readAll('a.zip', zipFile([]))).toMatchObject([{ code: 'empty_document' }])
  })
})
