import { describe, expect, it } from 'vitest'
import { failureFromProblem } from '../../web/shared/api-failure.js'
import { answerAsText } from '../../web/shared/answer-text.js'
import { formatDate } from '../../web/shared/format-date.js'
import { english } from '../../web/shared/messages-en.js'
import { chinese } from '../../web/shared/messages-zh-cn.js'
import { webLink } from '../../web/shared/web-link.js'

describe('links of documents', () => {
  it.each([
    ['https://news.example/1', 'https://news.example/1'],
    ['http://news.example/一', 'http://news.example/%E4%B8%80'],
    ['javascript:alert(1)', null],
    [' JaVaScRiPt:alert(1)', null],
    ['data:text/html,<script>alert(1)</script>', null],
    ['file:///etc/passwd', null],
    ['/relative', null],
    ['', null],
    [null, null],
  ])('%s becomes %s', (address, expected) => {
    expect(webLink(address)).toBe(expected)
  })
})

describe('dates', () => {
  it('show a plain date as the day it names, in each language', () => {
    expect(formatDate('2024-09-10T00:00:00Z', 'zh-CN')).toBe('2024年9月10日')
    expect(formatDate('2024-09-10T00:00:00Z', 'en')).toBe('September 10, 2024')
  })

  it('are empty for what is no time', () => {
    expect(formatDate(null, 'zh-CN')).toBe('')
    expect(formatDate('soon', 'zh-CN')).toBe('')
  })
})

describe('a copied answer', () => {
  it('holds question, numbered statements and sources', () => {
    const place = {
      collection: 'default',
      document_id: 'd',
      title: '开放时间',
      published_at: '2024-09-10T00:00:00Z',
    }
    const source = { number: 1, ...place, url: 'https://news.example/1' }
    const citation = { source: 1, ...place, url: null, quote: '周一闭馆。', start: 0, end: 5 }
    const blocks = [{ text: '周一闭馆。', citations: [citation, citation] }]
    expect(answerAsText({ question: '周一开吗？', blocks, sources: [source] }, chinese)).toBe(
      '问：周一开吗？\n\n答：周一闭馆。[1]\n\n出处\n[1] 开放时间 · 2024年9月10日 · https://news.example/1',
    )
  })
})

describe('failures of the server', () => {
  it('keep code, request id and the wait asked for', () => {
    const problem = { code: 'too_many_requests', request_id: 'req_1', detail: 'Wait.' }
    expect(failureFromProblem(problem, '7')).toMatchObject({
      code: 'too_many_requests',
      requestId: 'req_1',
      retryAfterSeconds: 7,
    })
  })

  it('are generic when the body is no problem object', () => {
    expect(failureFromProblem('<html>', 'soon')).toMatchObject({
      code: 'http_error',
      retryAfterSeconds: null,
    })
  })
})

describe('the two catalogues', () => {
  it('explain the same failures', () => {
    expect(Object.keys(english.failures).sort()).toEqual(Object.keys(chinese.failures).sort())
  })
})
