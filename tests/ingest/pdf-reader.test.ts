import { describe, expect, it } from 'vitest'
import { assemble, pdfFile, stream, type Drawn } from './fixtures/pdf-file.js'
import { encode, readAll, readOne } from './reading.js'

const gbk = (text: string) => encode(text, 'gb18030')
const read = (...pages: readonly (readonly Drawn[])[]) => readOne('a.pdf', pdfFile(pages, { gbk }))

/** Lines of one paragraph, from the top. */
const lines = (texts: readonly string[], from: Partial<Drawn> & { y: number }): Drawn[] =>
  texts.map((text, index) => ({ size: 12, ...from, text, y: from.y - 18 * index }))

describe('pdf', () => {
  it.each(['unicode', 'gbk', 'mapped'] as const)(
    'reads Chinese of a font that is not embedded (%s)',
    async font => {
      expect((await read([{ text: '明日停水通知', y: 700, font }])).text).toBe('明日停水通知')
    },
  )

  it('joins the lines of a Chinese paragraph without a space, and keeps paragraphs apart', async () => {
    const first = lines(['白鹭洲水厂定于下周三检修，', '城东片区停水六小时，请市民'], { y: 700 })
    const rest = lines(['提前储水。'], { y: 664 })
    const next = lines(['恢复供水的时间另行通知。'], { y: 610 })
    expect((await read([...first, ...rest, ...next])).text).toBe(
      '白鹭洲水厂定于下周三检修，城东片区停水六小时，请市民提前储水。\n\n恢复供水的时间另行通知。',
    )
  })

  it('joins English lines with a space, and divided words without their hyphen', async () => {
    const texts = [
      'The library on Heron Island will close for main-',
      'tenance on Monday, and it will open again',
      'the day after.',
    ]
    const text = (await read(lines(texts, { y: 700, font: 'latin' }))).text
    expect(text).toBe(
      'The library on Heron Island will close for maintenance on Monday, and it will open again the day after.',
    )
  })

  it('reads columns one after the other, and rows that are drawn cell by cell as rows', async () => {
    const left = lines(['左栏第一行文字在这里，', '左栏第二行文字在这里。'], { y: 700 })
    const right = lines(['右栏第一行文字在这里，', '右栏第二行文字在这里。'], { y: 700, x: 320 })
    expect((await read([...left, ...right])).text).toMatch(/左栏第二行.*右栏第一行/su)
    const cells: Drawn[] = ['站名', '首班', '东站', '六时'].map((text, at) => ({
      text,
      x: at % 2 === 0 ? 72 : 200,
      y: at < 2 ? 700 : 680,
    }))
    expect((await read(cells)).text).toBe('站名 | 首班\n东站 | 六时')
  })

  it('leaves out heads, feet and page numbers, and keeps what stands near an edge once', async () => {
    const page = (number: number, text: string): Drawn[] => [
      { text: '青鹭市统计公报', y: 810, size: 9 },
      { text, y: 700 },
      { text: `- ${number} -`, y: 30, size: 9, font: 'latin' },
    ]
    const pages = ['全市常住人口有所增长。', '全年用水量下降。', '道路里程增加。'].map((text, at) =>
      page(at + 1, text),
    )
    pages[2]?.push({ text: '注：数据为初步统计。', y: 40 })
    expect((await read(...pages)).text).toBe(
      '全市常住人口有所增长。\n\n全年用水量下降。\n\n道路里程增加。\n\n注：数据为初步统计。',
    )
  })

  it('says where each page begins, and joins a paragraph that goes on over the page', async () => {
    const first = lines(
      ['本市地铁三号线首期工程全长二十一公里，设车站十', '五座，计划于明年年底建成通车，届时从东站到'],
      { y: 700 },
    )
    const second = lines(['机场只需四十分钟，沿途可以换乘两条线路。', '票价另行公布。'], { y: 700 })
    const { text, pages } = await read(first, second)
    expect(text).toContain('从东站到机场只需四十分钟')
    expect(pages).toEqual([
      [0, 1],
      [text.indexOf('机场'), 2],
    ])
  })

  it('takes title, author, tags and date from the page and the properties', async () => {
    const info = {
      Title: 'Microsoft Word - 文档1.doc',
      Author: '青鹭市水务局',
      Keywords: '供水，检修',
      CreationDate: "D:20240507083000+08'00'",
    }
    const page = [{ text: '停水通知', y: 760, size: 22 }, ...lines(['明日停水。', '请储水。'], { y: 700 })]
    expect(await readOne('a.pdf', pdfFile([page], { info }))).toMatchObject({
      title: '停水通知',
      author: '青鹭市水务局',
      tags: ['供水', '检修'],
      publishedAt: '2024-05-07T00:30:00Z',
    })
    const signed = [...page, { text: '二〇二四年五月九日', y: 600, x: 400 }]
    expect(await readOne('a.pdf', pdfFile([signed], { info }))).toMatchObject({
      publishedAt: '2024-05-09T00:00:00Z',
    })
  })

  it('says that a scanned file is scanned, and names scanned pages among others', async () => {
    await expect(readAll('a.pdf', pdfFile([[], []]))).rejects.toThrow('no text layer; run OCR first')
    const [document, failure] = await readAll('a.pdf', pdfFile([[{ text: '有字', y: 700 }], [], []]))
    expect(document).toMatchObject({ document: { text: '有字' } })
    expect(failure).toMatchObject({
      code: 'unreadable_document',
      detail: expect.stringContaining('2, 3') as unknown,
    })
  })

  it('says that an encrypted file is', async () => {
    const key = '0'.repeat(64)
    const trailer = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<${key}>/U<${key}>/P -4>>`
    await expect(readAll('a.pdf', pdfFile([[{ text: '密', y: 700 }]], { trailer }))).rejects.toThrow(
      'password',
    )
  })

  it.each([
    ['no PDF', Buffer.from('PK not a pdf')],
    ['cut short', pdfFile([[{ text: '短', y: 700 }]]).subarray(0, 300)],
    ['empty', new Uint8Array()],
  ])('refuses a file that is %s', async (_, bytes) => {
    await expect(readAll('a.pdf', bytes)).rejects.toMatchObject({ code: 'unreadable_document' })
  })

  it.each([
    [
      'pages that are their own parents',
      ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 1000000>>'],
    ],
    [
      'a form that draws itself',
      [
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>',
        stream('/F Do '.repeat(1000)),
        stream('/F Do /F Do', '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>'),
      ],
    ],
  ])('ends in bounded time on %s', async (_, objects) => {
    await expect(readAll('a.pdf', assemble(objects))).rejects.toMatchObject({ code: 'unreadable_document' })
  })
})
