import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { evaluationInChinese } from '../../../cli/evaluate/evaluation-messages-zh-cn.js'
import { evaluationInEnglish } from '../../../cli/evaluate/evaluation-messages-en.js'
import { renderEvaluation } from '../../../cli/evaluate/render-evaluation.js'
import { histogram } from '../../../cli/evaluate/report/charts.js'
import { renderReport } from '../../../cli/evaluate/report/render-report.js'
import { worstQuestions } from '../../../cli/evaluate/report/worst-questions.js'
import { result } from '../../answer/evaluate/result.js'
import { evaluationOf, measured } from './measured.js'

const HOSTILE = `</td><script>alert(1)</script><img src=x onerror="alert(2)"> ' " & \u202egnp.exe \u0007\ud800`

describe('a report', () => {
  it('shows the words of documents and files as words, wherever they stand', () => {
    const wrong = measured(HOSTILE, { contained: false, text: HOSTILE }, HOSTILE)
    const report = renderReport(evaluationOf([wrong], [result(HOSTILE)], HOSTILE), evaluationInEnglish)
    const { document } = parseHTML(report)
    expect(document.querySelectorAll('script, img, iframe, link, a, [onerror], [src], [href]').length).toBe(0)
    expect(report).not.toMatch(/<script|<img|\u202e|\u0007|[\ud800-\udfff]/)
    const [row] = document.querySelectorAll('.worst tbody tr')
    expect(row?.querySelector('td bdi')?.textContent).toContain('<script>alert(1)</script>')
    expect(row?.querySelector('blockquote bdi')?.textContent).toContain(`onerror="alert(2)"> ' " &`)
  })

  it('lets nothing be fetched or run, by its own policy', () => {
    const { document } = parseHTML(renderReport(evaluationOf([measured('a')]), evaluationInChinese))
    const policy = document.querySelector('meta[http-equiv=Content-Security-Policy]')
    expect(policy?.getAttribute('content')).toBe("default-src 'none'; style-src 'unsafe-inline'")
    expect(document.documentElement.getAttribute('lang')).toBe('zh-CN')
  })

  it('tells figures, comparison and the worst questions, gravest first', () => {
    const questions = [
      ...Array.from({ length: 20 }, (_, index) => measured(`fine-${index}`)),
      measured('refused', { answered: false, contained: false, goldCited: false }),
      measured('wrong', { contained: false, confidence: 0.5 }),
      measured('wrong and sure', { contained: false, confidence: 0.99 }),
      measured('made up', { answerable: false, contained: null, goldCited: null, ranking: null }),
      measured('false quote', { invalidCitations: 1 }),
      measured('right refusal', {
        answerable: false,
        answered: false,
        contained: null,
        goldCited: null,
        ranking: null,
      }),
    ]
    const before = questions.map(({ result: { id, answerable } }) =>
      result(id, answerable ? {} : { answerable, answered: false, contained: null, ranking: null }),
    )
    expect(worstQuestions(questions).map(({ measured: { question } }) => question.id)).toEqual([
      ...['false quote', 'made up', 'wrong and sure', 'wrong', 'refused'],
    ])
    const evaluation = evaluationOf(questions, before)
    const { document } = parseHTML(renderReport(evaluation, evaluationInEnglish))
    expect(document.querySelectorAll('.worst tbody tr').length).toBe(5)
    expect(document.querySelectorAll('svg.chart[role=img][aria-label]').length).toBe(2)
    expect(document.body.textContent).toContain('Questions that got worse (5)')
    const text = renderEvaluation(evaluation, evaluationInEnglish)
    expect(text).toContain('answer holds a gold answer  0.8750')
    expect(text).toContain('wrongly refused, of 24 answerable  0.0417')
    expect(text).toContain('answer holds a gold answer  1.0000 → 0.8750  −0.1250')
  })

  it('of nothing wrong says so', () => {
    const report = renderReport(evaluationOf([measured('a')]), evaluationInChinese)
    expect(report).toContain('没有发现问题。')
  })
})

describe('the histogram of times', () => {
  it('counts every time once, the slowest in the last bar', () => {
    const times = [...Array.from({ length: 199 }, (_, index) => index / 10), 5000]
    const { bars, end } = histogram(times)
    expect(bars.reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(end).toBeLessThan(20)
    expect(histogram([])).toEqual({ bars: Array.from({ length: 20 }, () => 0), end: 1 })
  })
})
