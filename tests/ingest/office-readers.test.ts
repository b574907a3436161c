import { describe, expect, it } from 'vitest'
import {
  cellStyles,
  coreProperties,
  docx,
  epub,
  pack,
  paragraph,
  pptx,
  shape,
  sharedStrings,
  xlsx,
} from './fixtures/office-files.js'
import { readAll, readOne } from './reading.js'

const LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'

describe('docx', () => {
  const table =
    '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>站</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>首班</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>东站</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>6:00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
  const item = (text: string) => paragraph(text, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')

  it('reads headings, lists and tables, and what the properties say', async () => {
    const body = [
      paragraph('关于调整公交线路的通知', '<w:pStyle w:val="1"/>'),
      paragraph('自下周一起，三路车改道 &lt;东线&gt; 行驶。'),
      item('东站'),
      item('西站'),
      table,
      '<w:p><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del><w:ins><w:r><w:t>补上的话</w:t></w:r></w:ins></w:p>',
    ].join('')
    const properties = coreProperties({
      'dc:title': '模板',
      'dc:creator': '青鹭市交通局',
      'dcterms:created': '2024-05-07T01:00:00Z',
      'cp:keywords': '公交；改道',
    })
    expect(await readOne('a.docx', docx(body, { 'docProps/core.xml': properties }))).toMatchObject({
      title: '关于调整公交线路的通知',
      text: '关于调整公交线路的通知\n\n自下周一起，三路车改道 <东线> 行驶。\n\n1. 东站\n2. 西站\n\n站 | 首班\n东站 | 6:00\n\n补上的话',
      author: '青鹭市交通局',
      tags: ['公交', '改道'],
      publishedAt: '2024-05-07T01:00:00Z',
    })
  })

  it('takes a short first paragraph for the title, and the date of the signature', async () => {
    const body = paragraph('停水通知') + paragraph('明日停水，请储水。') + paragraph('二〇二四年五月七日')
    expect(await readOne('文件.docx', docx(body))).toMatchObject({
      title: '停水通知',
      publishedAt: '2024-05-07T00:00:00Z',
    })
  })

  it('names an empty document', async () => {
    expect(await readAll('a.docx', docx(''))).toMatchObject([{ code: 'empty_document' }])
  })
})

describe('xlsx', () => {
  it('reads sheets as tables, with texts, numbers, dates and percentages as they are shown', async () => {
    const head =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>日期</t></is></c><c r="D1" t="str"><v>占比</v></c></row>'
    const row =
      '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>0.30000000000000004</v></c><c r="C2" s="1"><v>45419</v></c><c r="D2" s="2"><v>0.125</v></c></row>'
    const gap =
      '<row r="9"><c r="A9" t="b"><v>1</v></c><c r="C9" s="3"><v>45419.75</v></c></row><row r="10"/>'
    const bytes = xlsx(
      [
        { name: '用水 &amp; 用电', rows: head + row + gap },
        { name: '隐藏', rows: '<row><c><v>1</v></c></row>', state: 'hidden' },
        { name: '备注', rows: '<row><c t="inlineStr"><is><t>只有一格</t></is></c></row>' },
      ],
      {
        'xl/sharedStrings.xml': sharedStrings(
          '<t>片区</t>',
          '<r><t>水</t></r><r><t>量</t></r><rPh><t>shui</t></rPh>',
          '<t>城东</t>',
        ),
        'xl/styles.xml': cellStyles([0, 14, 10, 164], {
          164: 'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm',
        }),
      },
    )
    expect((await readOne('表.xlsx', bytes)).text).toBe(
      '用水 & 用电\n\n片区：城东 | 水量：0.3 | 日期：2024-05-07 | 占比：12.5%\n片区：TRUE | 日期：2024-05-07 18:00\n\n备注\n\n只有一格',
    )
  })

  it('keeps a table without a header as rows', async () => {
    const rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c r="D2"><v>4</v></c></row>'
    expect((await readOne('a.xlsx', xlsx([{ name: '甲', rows }]))).text).toBe('甲\n\n1 | 2\n3 |  |  | 4')
  })

  it('says so when a sheet has more rows than are read', async () => {
    const rows = '<row><c t="str"><v>行</v></c></row>'.repeat(100_001)
    const [failure, document] = await readAll('a.xlsx', xlsx([{ name: '甲', rows }]))
    expect(failure).toMatchObject({ item: 'a.xlsx#甲', code: 'body_too_large' })
    expect(document).toHaveProperty('document')
  })
})

describe('pptx', () => {
  it('reads the slides in the order in which they are shown, with notes and tables, and where each begins', async () => {
    const table =
      '<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>年份</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>人数</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>'
    const slides = [
      { shapes: shape('第二页正文\n第二行') + shape('第二页', 'title') + shape('7', 'sldNum') + table },
      { shapes: shape('年度总结', 'ctrTitle'), notes: '先问好' },
      { shapes: shape('藏起来的'), isHidden: true },
    ]
    const document = await readOne('a.pptx', pptx(slides, [1, 2, 0]))
    expect(document.text).toBe('年度总结\n\n先问好\n\n第二页\n\n第二页正文\n第二行\n\n年份 | 人数')
    expect(document).toMatchObject({
      title: '年度总结',
      pages: [
        [0, 1],
        [document.text.indexOf('第二页'), 3],
      ],
    })
  })
})

describe('epub', () => {
  it('reads the chapters in the order of the spine, and what the package says', async () => {
    const bytes = epub(
      { '第 2 章': '<h1>缘起</h1><p>从前有座山。</p>', '第 1 章': '<p>山里有座庙。</p>' },
      '<dc:title>山中故事</dc:title><dc:creator>甲</dc:creator><dc:creator>乙</dc:creator><dc:date>2023-01-02</dc:date><dc:language>zh</dc:language><dc:subject>故事</dc:subject>',
    )
    expect(await readOne('a.epub', bytes)).toMatchObject({
      title: '山中故事',
      author: '甲、乙',
      publishedAt: '2023-01-02T00:00:00Z',
      language: 'zh',
      tags: ['故事'],
      text: '缘起\n\n从前有座山。\n\n山里有座庙。',
    })
  })

  it('says that a protected book is, but reads one whose fonts are scrambled', async () => {
    const protect = (uri: string) =>
      `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`
    const book = (uri: string) => epub({ a: '<p>字</p>' }, '', { 'META-INF/encryption.xml': protect(uri) })
    expect((await readOne('a.epub', book('OEBPS/font.otf'))).text).toBe('字')
    await expect(readAll('a.epub', book('OEBPS/a.xhtml'))).rejects.toThrow('protected')
  })
})

describe.each(['docx', 'xlsx', 'pptx', 'epub'] as const)('hostile %s', format => {
  const name = `a.${format}`
  const main = {
    docx: 'word/document.xml',
    xlsx: 'xl/workbook.xml',
    pptx: 'ppt/presentation.xml',
    epub: 'META-INF/container.xml',
  }[format]

  it.each([
    ['no archive', Buffer.from('text')],
    ['without its main part', pack({ 'x.xml': '<a/>' })],
    ['of before 2007, or encrypted', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['with XML that is none', pack({ [main]: 'text' })],
    ['with entities', pack({ [main]: LAUGHS })],
    ['nested without end', pack({ [main]: '<a>'.repeat(100_000) })],
    [
      'that unpacks to a hundred times its size and more',
      pack({ [main]: `<a>${' '.repeat(30_000_000)}</a>` }),
    ],
  ])('refuses a file %s', async (_, bytes) => {
    const begun = performance.now()
    await expect(readAll(name, bytes)).rejects.toMatchObject({ code: 'unreadable_document' })
    expect(performance.now() - begun).toBeLessThan(15_000)
  })
})
