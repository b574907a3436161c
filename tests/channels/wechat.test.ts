import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Answerer } from '../../answer/answer.js'
import { parseChannelSettings } from '../../server/channels/channel-settings.js'
import { signatureOf, WeChatCipher } from '../../server/channels/wechat/wechat-cipher.js'
import { createFakeRooms } from '../server/fakes.js'
import { expectProblem } from '../server/conformance.js'
import { deferred } from '../server/deferred.js'
import { startTestServer, type Received, type TestServer } from '../server/test-server.js'
import {
  AES_KEY,
  APP_ID,
  elementOf,
  encryptedCall,
  NOW_MS,
  otherMessage,
  plainCall,
  signedQuery,
  textMessage,
  TOKEN,
  type PlatformCall,
} from './wechat-deliveries.js'

const TEXT = '图书馆周一闭馆，周二至周日9:00至21:00开放。'
const settings = parseChannelSettings(
  JSON.stringify({
    wechat: {
      news: {
        token: TOKEN,
        app_id: APP_ID,
        collections: ['default'],
        questions_per_minute: 5,
        questions_per_day: 8,
      },
      sealed: {
        token: TOKEN,
        app_id: APP_ID,
        encoding_aes_key: AES_KEY,
        collections: ['default'],
        greeting: '欢迎',
      },
    },
  }),
)

let now = NOW_MS
let server: TestServer
/** What holds answers back; null: they come at once. */
let held: Promise<unknown> | null = null
let asked: Parameters<Answerer['answer']>[0][] = []
beforeAll(async () => {
  const rooms = createFakeRooms()
  await rooms.archive.putCollection('secret')
  await rooms.ingestor.put('default', [
    { id: 'a', title: '开放时间', text: TEXT, url: 'https://yunwan.example/1' },
  ])
  await rooms.ingestor.put('secret', [{ id: 's', title: '机密', text: '机密：图书馆周一盘点。' }])
  const answerer: Answerer = {
    async answer(request, progress, signal) {
      asked.push(request)
      await held
      return rooms.answerer.answer(request, progress, signal)
    },
  }
  const clock = { now: () => new Date(now) }
  server = await startTestServer({ ...rooms, answerer, clock, channels: settings, channelReplyMs: 100 })
})
afterAll(() => server.close())
beforeEach(() => {
  // A day later, so that no test eats another's budget.
  now += 25 * 3_600_000
  held = null
  asked = []
})

const call = ({ path, sent }: PlatformCall): Promise<Received> => server.send(path, sent)
const nowSeconds = () => Math.floor(now / 1000)
const plain = (body: string, signing: object = {}) =>
  call(plainCall(body, { timestamp: nowSeconds(), ...signing }))
const sealed = (body: string, signing: object = {}) =>
  call(encryptedCall(body, { timestamp: nowSeconds(), ...signing }))
const contentOf = (received: Received) => {
  expect(received.status, received.text).toBe(200)
  return elementOf(received.text, 'Content')
}

describe('the proof that the address is ours', () => {
  const prove = (query: Record<string, string>) =>
    server.send(`/channels/wechat/news?${new URLSearchParams({ echostr: '<b>58', ...query }).toString()}`)

  it('repeats what WeChat signed, as text that no browser takes for a page', async () => {
    const { status, text, headers } = await prove(signedQuery({ timestamp: nowSeconds() }))
    expect([status, text]).toEqual([200, '<b>58'])
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('is not given to others, later, or for an account that there is not', async () => {
    const foreign = signedQuery({ timestamp: nowSeconds(), token: 'other' })
    expectProblem(await prove(foreign), 403, 'forbidden')
    expectProblem(await prove(signedQuery({ timestamp: nowSeconds() - 301 })), 403, 'forbidden')
    expectProblem(await prove(signedQuery({ timestamp: nowSeconds() + 301 })), 403, 'forbidden')
    expectProblem(await server.send('/channels/wechat/news'), 400, 'invalid_request')
    const nobody = `/channels/wechat/nobody?${new URLSearchParams({ echostr: '1', ...signedQuery() }).toString()}`
    expectProblem(await server.send(nobody), 404, 'channel_not_found')
  })
})

describe('a message', () => {
  it('is answered with its sources, to who sent it, from the collections of the account only', async () => {
    const received = await plain(textMessage('图书馆周一', { user: 'o_reader' }))
    expect(contentOf(received)).toBe(`${TEXT} [1]\n\n出处：\n[1] 开放时间 https://yunwan.example/1`)
    expect(received.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(elementOf(received.text, 'ToUserName')).toBe('o_reader')
    expect(elementOf(received.text, 'FromUserName')).toBe('gh_7f083739789a')
    expect(asked[0]).toMatchObject({ collections: ['default'], question: '图书馆周一' })
    expect(JSON.stringify(asked)).not.toContain('o_reader')
  })

  it('delivered again is answered the same, and computed once', async () => {
    const body = textMessage('图书馆周一')
    const answers = await Promise.all([plain(body), plain(body), plain(body)])
    expect(new Set(answers.map(contentOf)).size).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it.each<[string, () => Promise<Received>, number, string]>([
    ['signed by somebody else', () => plain(textMessage('a'), { token: 'guess' }), 403, 'forbidden'],
    ['five minutes old', () => plain(textMessage('a'), { timestamp: nowSeconds() - 301 }), 403, 'forbidden'],
    ['of a time that is none', () => plain(textMessage('a'), { timestamp: Number.NaN }), 403, 'forbidden'],
    [
      'with a declaration',
      () => plain(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${textMessage('&e;')}`),
      400,
      'invalid_request',
    ],
    ['that is no XML', () => plain('hello'), 400, 'invalid_request'],
    ['without a sender', () => plain('<xml><MsgType>text</MsgType></xml>'), 400, 'invalid_request'],
    ['nested without end', () => plain('<xml>'.repeat(5000)), 400, 'invalid_request'],
    ['that is empty', () => plain(''), 400, 'invalid_request'],
    ['that is too large', () => plain(textMessage('a'.repeat(70_000))), 413, 'body_too_large'],
    [
      'not encrypted, where it has to be',
      () => call({ ...plainCall(textMessage('a'), { timestamp: nowSeconds() }, 'sealed') }),
      400,
      'invalid_request',
    ],
    [
      'encrypted for another app',
      () => sealed(textMessage('a'), { appId: 'wx0000000000000000' }),
      403,
      'forbidden',
    ],
    [
      'encrypted with another key',
      () => sealed(textMessage('a'), { aesKey: AES_KEY.split('').reverse().join('') }),
      403,
      'forbidden',
    ],
    [
      'encrypted, signed by somebody else',
      () => sealed(textMessage('a'), { token: 'guess' }),
      403,
      'forbidden',
    ],
  ])('%s is refused', async (_name, send, status, code) => {
    expectProblem(await send(), status, code)
    expect(asked).toEqual([])
  })

  it('under a signature that was captured from another is refused', async () => {
    const signing = { nonce: 'captured' }
    const body = textMessage('图书馆周一')
    expect((await plain(body, signing)).status).toBe(200)
    expectProblem(await plain(textMessage('图书馆'), signing), 403, 'forbidden')
    expect((await plain(body, signing)).status).toBe(200)
  })

  it('with entities is read as it is written, and cannot place a link or end the reply', async () => {
    const received = await plain(textMessage('&lt;a&gt; <a href="https://evil.example">x</a>'))
    expect(asked[0]?.question).toBe('&lt;a&gt; <a href="https://evil.example">x</a>')
    expect(contentOf(received)).not.toContain('<a')
  })
})

describe('an answer that takes longer than the platform waits', () => {
  it('is promised, and comes when the person writes again', async () => {
    const gate = deferred<undefined>()
    held = gate.promise
    expect(contentOf(await plain(textMessage('图书馆周一', { user: 'slow' })))).toMatch(/^正在查找/)
    expect(contentOf(await plain(textMessage('好了吗', { user: 'slow' })))).toMatch(/^正在查找/)
    gate.resolve(undefined)
    expect(contentOf(await plain(textMessage('1', { user: 'slow' })))).toContain(TEXT)
    expect(asked).toHaveLength(1)
    expect(contentOf(await plain(textMessage('图书馆周二', { user: 'slow' })))).not.toContain(TEXT)
  })

  it('comes above the answer to a new question, and to nobody else', async () => {
    const gate = deferred<undefined>()
    held = gate.promise
    const body = textMessage('图书馆周一', { user: 'two', id: '42' })
    expect(contentOf(await plain(body))).toMatch(/^正在查找/)
    gate.resolve(undefined)
    held = null
    expect(contentOf(await plain(textMessage('21:00开放', { user: 'else' })))).not.toContain('图书馆周一\n')
    const both = contentOf(await plain(textMessage('周二至周日9:00', { user: 'two' })))
    expect(both?.match(/出处：/g)).toHaveLength(2)
    expect(both?.indexOf('图书馆周一\n')).toBe(0)
    // Late retries of the platform find the answer too.
    expect(contentOf(await plain(body))).toContain(TEXT)
    expect(asked).toHaveLength(3)
  })
})

describe('each person', () => {
  it('has a conversation and a budget of their own', async () => {
    const ask = async (user: string) => contentOf(await plain(textMessage('图书馆周一', { user })))
    for (let time = 0; time < 5; time++) expect(await ask('keen')).toContain(TEXT)
    expect(await ask('keen')).toBe('问得有点快，请过一分钟再发来。')
    expect(await ask('other')).toContain(TEXT)
    now += 61_000
    for (let time = 0; time < 3; time++) expect(await ask('keen')).toContain(TEXT)
    expect(await ask('keen')).toBe('今天的提问次数已用完，请明天再来。')
    const conversations = new Set(
      asked.map(({ owner, conversationId }) => `${owner} ${conversationId ?? ''}`),
    )
    expect(conversations.size).toBe(2)
    expect(asked).toHaveLength(9)
  })

  it('is greeted, forgotten when they leave, and told what cannot be read', async () => {
    const event = (name: string) => otherMessage('event', `<Event><![CDATA[${name}]]></Event>`)
    expect(contentOf(await plain(event('subscribe')))).toMatch(/^您好！/)
    expect(contentOf(await plain(otherMessage('image', '<PicUrl>x</PicUrl><MsgId>9</MsgId>')))).toMatch(
      /^目前只看得懂文字/,
    )
    expect(contentOf(await plain(textMessage('  ')))).toMatch(/^请写出/)
    expect(contentOf(await plain(textMessage('字'.repeat(1001))))).toMatch(/^问题太长/)
    for (const name of ['CLICK', 'unsubscribe']) expect((await plain(event(name))).text).toBe('success')
    const heard = otherMessage('voice', '<Recognition><![CDATA[图书馆周一]]></Recognition><MsgId>8</MsgId>')
    expect(contentOf(await plain(heard))).toContain(TEXT)
  })
})

describe('encrypted mode', () => {
  it('answers under its own signature, encrypted for the app', async () => {
    const received = await sealed(textMessage('图书馆周一', { user: 'o_sealed' }))
    expect(received.status).toBe(200)
    const [encrypted = '', timestamp = '', nonce = ''] = ['Encrypt', 'TimeStamp', 'Nonce'].map(name =>
      elementOf(received.text, name),
    )
    expect(elementOf(received.text, 'MsgSignature')).toBe(signatureOf(TOKEN, timestamp, nonce, encrypted))
    const reply = new WeChatCipher(AES_KEY, APP_ID).decrypt(encrypted) ?? ''
    expect(elementOf(reply, 'ToUserName')).toBe('o_sealed')
    expect(elementOf(reply, 'Content')).toContain(TEXT)
    const greeted = await sealed(otherMessage('event', '<Event><![CDATA[subscribe]]></Event>'))
    const greeting = new WeChatCipher(AES_KEY, APP_ID).decrypt(elementOf(greeted.text, 'Encrypt') ?? '')
    expect(elementOf(greeting ?? '', 'Content')).toBe('欢迎')
  })
})
