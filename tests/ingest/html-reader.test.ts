import { describe, expect, it } from 'vitest'
import { encode, readAll, readOne } from './reading.js'

describe('html', () => {
  const paragraph = '市交通局昨日宣布，地铁三号线将于五月一日开通，首班车六时发车，末班车二十三时发车。'
  const page = `<!doctype html><html lang="zh-CN"><head><title>地铁三号线开通 - 某某日报</title>
    <meta name="author" content="记者 甲"><meta property="article:published_time" content="2024-05-01T08:00:00+08:00">
    <meta property="article:tag" content="交通"><link rel="canonical" href="https://example.org/a">
    <style>p{color:red}</style><script>var 广告 = 1</script></head>
    <body><nav><a href="/">首页</a><a href="/b">新闻</a></nav><h1>地铁三号线开通</h1>
    <article><p>${paragraph}</p><p>${paragraph}</p><table><tr><th>站</th><th>首班</th></tr><tr><td>东站</td><td>6:00</td></tr></table>
    <ul><li>一号口</li><li>二号口</li></ul><p>票价 &lt; 5 元&nbsp;&amp; 免费换乘</p></article>
    <footer>版权所有</footer></body></html>`

  it('reads the main part and what the head says', async () => {
    const document = await readOne('a.html', page)
    expect(document).toMatchObject({
      title: '地铁三号线开通',
      url: 'https://example.org/a',
      publishedAt: '2024-05-01T00:00:00Z',
      author: '记者 甲',
      tags: ['交通'],
      language: 'zh-CN',
    })
    expect(document.text).toContain(`${paragraph}\n\n${paragraph}`)
    expect(document.text).toContain('站 | 首班\n东站 | 6:00')
    expect(document.text).toContain('- 一号口\n- 二号口')
    expect(document.text).toMatch(/票价 < 5 元\s& 免费换乘/u)
    expect(document.text).not.toMatch(/广告|首页|版权|color/u)
  })

  it.each([
    ['a short notice', '<html><body><p>明天停水。</p></body></html>', '明天停水。'],
    ['a fragment', '<p>甲</p><p>乙<br>丙</p>', '甲\n\n乙\n丙'],
    ['text without any tag', '只有文字', '只有文字'],
    ['unclosed tags', '<div><p>甲<p>乙<b>丙', '甲\n\n乙丙'],
    ['hidden text', '<p>甲</p><p style="display:none">乙</p><p hidden>丙</p>', '甲'],
    ['preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
    [
      'cells that hold paragraphs',
      '<table><tr><td><p>站</p></td><td><p>首班</p></td></tr><tr><td><p>东站</p></td><td><div>6:00</div></td></tr></table>尾',
      '站 | 首班\n东站 | 6:00\n\n尾',
    ],
    [
      'a page laid out by a table',
      '<table><tr><td><p>甲段。</p><p>乙段。</p></td></tr><tr><td><p>丙段。</p></td></tr></table>',
      '甲段。\n\n乙段。\n\n丙段。',
    ],
    ['numbered lists', '<ol><li>甲</li><li>乙</li></ol>', '1. 甲\n2. 乙'],
  ])('reads %s', async (_, html, text) => {
    expect((await readOne('a.html', html)).text).toBe(text)
  })

  it('believes the charset in its head where detection must be wrong', async () => {
    const html = '<html><head><meta charset="gb2312"></head><body>系统通知</body></html>'
    expect((await readOne('a.html', encode(html, 'gb18030'))).text).toBe('系统通知')
  })

  it.each([
    ['deep nesting', `${'<div>'.repeat(50_000)}深`, '深'],
    ['many elements', '<p>字</p>'.repeat(100_000), '字'],
    ['many metas', `${'<meta name="a" content="b">'.repeat(50_000)}<p>字</p>`, '字'],
    ['unclosed comments', '<!--'.repeat(100_000), ''],
    ['half tags', `字${'<a '.repeat(100_000)}`, '字'],
  ])('survives %s', async (_, html, text) => {
    const [item] = await readAll('a.html', html)
    if (item !== undefined && 'document' in item) expect(item.document.text).toContain(text)
    else expect(item).toMatchObject({ code: 'empty_document' })
  })

  it('refuses a page beyond its limit', async () => {
    await expect(readAll('a.html', new Uint8Array(17 * 1024 * 1024).fill(0x61))).rejects.toMatchObject({
      code: 'unreadable_document',
    })
  })
})
