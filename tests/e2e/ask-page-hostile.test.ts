import { beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, setAskPageStage } from './ask-page-stage.js'

const stage = setAskPageStage()

const INJECTIONS = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">点我</a>',
  '<style>@import "https://evil.example/x.css";</style>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<form action=https://evil.example/><button>提交</button></form>',
  '<base href=https://evil.example/>',
  '<img src=https://evil.example/beacon.png>',
  '${alert(1)}{{alert(1)}}<!--?lit$123$-->',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '\u2028\u2029</textarea><script>alert(1)</script>',
  '‮txt.exe⁦<script>alert(1)</script>',
  '![](https://evil.example/x.png) [点我](javascript:alert(1))',
  '<youju-source-view onclick=alert(1)>',
]
const ADDRESSES = [
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'https://ok.example/',
]

/** A word of its own for each, so that a question finds exactly that document. */
const topic = (index: number): string => `琉璃塔${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'.charAt(index)}号`

beforeAll(async () => {
  const documents = INJECTIONS.map((injection, index) => ({
    title: `${topic(index)}档案 ${injection}`,
    text: `${topic(index)}的守塔人是${injection}沈砚。\n\n${injection}`,
    url: ADDRESSES[index % ADDRESSES.length],
  }))
  await stage.youju.put(documents, 'hostile')
})

describe('hostile documents', () => {
  it.each(INJECTIONS.map((injection, index) => [injection, index] as const))(
    'are shown as text, run nothing and reach nobody: %s',
    async (injection, index) => {
      const question = `${topic(index)}的守塔人是谁？${injection}`
      const path = `/?q=${encodeURIComponent(question)}&collection=hostile`
      const visit = await stage.open({ ...DESKTOP, path })
      await visit.page.locator('youju-answer-view :is(.confidence, .refusal)').waitFor()
      const opener = visit.page.locator('youju-answer-view :is(button.citation, youju-document-list button)')
      await opener.first().click()
      await visit.mark.waitFor()
      const links = await visit.page
        .locator('a')
        .evaluateAll(all => all.map(link => (link as HTMLAnchorElement).protocol))
      expect(links.filter(protocol => protocol !== 'http:' && protocol !== 'https:')).toEqual([])
      const made = visit.page
        .locator('youju-ask-page')
        .locator('script, iframe, img, link, meta, base, form[action]')
      expect(await made.count()).toBe(0)
      expect(await visit.source.locator('.text').innerText()).toContain('守塔人')
    },
  )
})
