import { describe, expect, it } from 'vitest'
import { withoutSecrets } from '../../core/log.js'

const KEY = `yk_${'0a'.repeat(9)}_${'x-Y_9'.repeat(8)}abc`
const SESSION = `yw_${'eyJzaXRlIjoi'.repeat(4)}.${'s'.repeat(43)}`

describe('a log line', () => {
  it.each([
    ['in a URL', `{"msg":"GET /v1/x?key=${KEY}&limit=1 failed"}`],
    ['in a header', `{"headers":{"authorization":"Bearer ${KEY}"}}`],
    ['in a body', JSON.stringify({ body: JSON.stringify({ key: KEY }) })],
    ['of the widget', `{"msg":"${SESSION}"}`],
    ['of the operator', `{"err":{"message":"yo_${'A'.repeat(43)}"}}`],
    ['of a model service', '{"err":{"message":"401 for sk-abcdefghijklmnop1234"}}'],
    ['of another service', '{"err":{"config":"{\\"api_key\\":\\"hunter2-hunter2\\"}"}}'],
    ['of a webhook', `{"msg":"signed with whsec_${'A'.repeat(32)}"}`],
    ['after Basic', '{"headers":{"authorization":"Basic aHVudGVyMi1odW50ZXIy"}}'],
    ['in the authority of an address', '{"msg":"https://user:hunter2-hunter2@example.org/x"}'],
    ['in a query', '{"msg":"GET /x?limit=1&key=hunter2-hunter2&a=b"}'],
    ['named a token', '{"msg":"/channels/wechat/news?signature=abcdefgh12&access_token=hunter2-hunter2"}'],
    ['of WeChat', '{"err":{"wechat":{"token":"hunter2hunter2","encoding_aes_key":"hunter2AAAA"}}}'],
    ['of a form', '{"headers":{"x-youju-csrf":"hunter2-hunter2"}}'],
    ['in a cookie', '{"cookie":"a=b; youju_session=abcdefghijkl; c=d"}'],
  ])('holds no secret %s', (_name, line) => {
    const written = withoutSecrets(line)
    expect(written).toContain('[redacted]')
    expect(written).not.toMatch(/x-Y_9|eyJz|ssss|AAAA|abcdefgh|hunter2|aHVudGVy/)
    expect(JSON.parse(written)).toBeTypeOf('object')
  })

  it('keeps what is no secret', () => {
    const line = '{"key":"key_0a0a","site":"st_1","route":"/v1/keys/{id}","msg":"bearer of news"}'
    expect(withoutSecrets(line)).toBe(line)
    const figures = '{"model_tokens":12,"msg":"https://example.org/a@b?page=2","code":"unauthenticated"}'
    expect(withoutSecrets(figures)).toBe(figures)
  })

  it('of a megabyte is looked through in no time', () => {
    const begun = performance.now()
    for (const part of ['a-', 'token', 'https://', 'y', '&key', '"'])
      withoutSecrets(part.repeat(1_000_000 / part.length))
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})
