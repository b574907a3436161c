import type { LookupAddress } from 'node:dns'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { redirect, setWebStage, text } from './web-stage.js'

const { site, fetcher } = setWebStage()

describe('A fetched page', () => {
  it('comes with status, headers and bytes, under our name', async () => {
    const { url, requests } = await site((_, response) => response.setHeader('ETag', '"a"').end('有据'))
    const answer = await fetcher().fetch({ url: `${url}/a?b=1#c` })
    expect({ ...answer, bytes: text(answer.bytes) }).toMatchObject({
      ...{ url: `${url}/a?b=1`, status: 200, bytes: '有据' },
      headers: { etag: '"a"' },
    })
    expect(requests[0]?.headers).toMatchObject({ 'user-agent': 'YoujuBot/1.0' })
  })

  it('is asked for with what is known of it, and costs no body when it is unchanged', async () => {
    const { url, requests } = await site((_, response) => response.writeHead(304).end())
    const validators = { etag: '"a"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' }
    expect(await fetcher().fetch({ url, validators })).toMatchObject({ status: 304, bytes: new Uint8Array() })
    expect(requests[0]?.headers).toMatchObject({
      'if-none-match': '"a"',
      'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT',
    })
  })

  it.each([404, 410, 500])('that is answered with %i is left to the caller', async status => {
    const { url } = await site((_, response) => response.writeHead(status).end('no'))
    expect(await fetcher().fetch({ url })).toMatchObject({ status, bytes: new Uint8Array() })
  })

  it('can be posted to, with a body and headers, and then no redirect is followed', async () => {
    const { url, requests } = await site((request, response) => {
      request.resume().on('end', () => {
        redirect(response, '/elsewhere', 307)
      })
    })
    const order = { method: 'POST', headers: { 'x-signature': 's' }, body: '{}', isRobot: false } as const
    expect(await fetcher().fetch({ url, ...order })).toMatchObject({ status: 307 })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers).toMatchObject({ 'x-signature': 's', 'content-length': '2' })
  })
})

describe('Redirects', () => {
  it('are followed, five of them, and not six', async () => {
    const { url } = await site(({ url: path = '' }, response) => {
      const left = Number(path.slice(1))
      if (left === 0) response.end('here')
      else redirect(response, `/${left - 1}`)
    })
    expect(await fetcher().fetch({ url: `${url}/5` })).toMatchObject({ url: `${url}/0`, status: 200 })
    await expect(fetcher().fetch({ url: `${url}/6` })).rejects.toMatchObject({ code: 'fetch_failed' })
  })

  it.each([
    'http://127.0.0.2:6379/',
    'http://[::1]/',
    'http://2130706433/',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'http://user:secret@127.0.0.1/',
    'http://',
  ])('to %s are refused', async target => {
    const { url } = await site((_, response) => {
      redirect(response, target)
    })
    await expect(fetcher({ allowedHosts: '127.0.0.1' }).fetch({ url })).rejects.toMatchObject({
      code: 'fetch_refused',
    })
  })

  it('to another host take no headers of the caller along', async () => {
    const other = await site((_, response) => response.end('other'))
    const { url } = await site((_, response) => {
      redirect(response, other.url)
    })
    await fetcher().fetch({ url, headers: { authorization: 'Bearer secret' } })
    expect(other.requests[0]?.headers['authorization']).toBeUndefined()
  })
})

describe('A name', () => {
  it('is connected to at the address that was checked, however often it answers otherwise', async () => {
    const { port, requests } = await site((_, response) => response.end('here'))
    const answers = ['127.0.0.1', '127.0.0.99', '10.0.0.1']
    let asked = 0
    const resolve = (): Promise<LookupAddress[]> =>
      Promise.resolve([{ address: answers[asked++] ?? '10.0.0.1', family: 4 }])
    const answer = await fetcher({ allowedHosts: '127.0.0.1', resolve }).fetch({
      url: `http://a.example:${port}/`,
    })
    expect(answer.status).toBe(200)
    expect({ asked, requests: requests.length }).toEqual({ asked: 1, requests: 1 })
  })

  it('is asked for at its allowed addresses only, when it has others too', async () => {
    const { port } = await site((_, response) => response.end('here'))
    const resolve = () =>
      Promise.resolve(['10.255.255.1', '127.0.0.1'].map(address => ({ address, family: 4 })))
    const answer = await fetcher({ allowedHosts: '127.0.0.1', resolve }).fetch({
      url: `http://a.example:${port}/`,
    })
    expect(text(answer.bytes)).toBe('here')
  })

  it('that moves to a private address between two requests is refused at the second', async () => {
    const { port } = await site((_, response) => response.setHeader('Connection', 'close').end('here'))
    const answers = ['127.0.0.1', '10.0.0.1']
    const resolve = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }])
    const one = fetcher({ allowedHosts: '127.0.0.1', resolve })
    const url = `http://a.example:${port}/`
    expect((await one.fetch({ url })).status).toBe(200)
    await expect(one.fetch({ url })).rejects.toMatchObject({ code: 'fetch_refused' })
  })

  it('that nobody knows is said so', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    await expect(fetcher({ resolve }).fetch({ url: 'http://nowhere.example/' })).rejects.toMatchObject({
      code: 'fetch_failed',
      message: expect.stringContaining('not known') as string,
    })
  })
})

const BOMB = Buffer.alloc(5_000_000, 'a')
const PAGE = Buffer.from('有据'.repeat(1000))

describe('The size of a page', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ])('compressed with %s is what it becomes (%#)', async (encoding, compress) => {
    const [small, bomb] = [compress(PAGE), compress(BOMB)]
    expect(bomb.length).toBeLessThan(10_000)
    const { url } = await site(({ url: path }, response) => {
      response.setHeader('Content-Encoding', encoding).end(path === '/small' ? small : bomb)
    })
    expect(text((await fetcher().fetch({ url: `${url}/small` })).bytes)).toBe(PAGE.toString())
    await expect(fetcher().fetch({ url })).rejects.toMatchObject({ code: 'fetch_too_large' })
  })

  it.each([
    ['that is told', { 'Content-Length': '2000' }, 2000],
    ['that is not told', {}, 2000],
    ['of what is compressed', { 'Content-Encoding': 'gzip' }, 2000],
  ])('%s is bounded', async (_, headers, bytes) => {
    const { url } = await site((_request, response) => {
      response.writeHead(200, headers)
      for (let sent = 0; sent < bytes; sent += 100) response.write(Buffer.alloc(100, 1))
      response.end()
    })
    await expect(fetcher({ maxBytes: 1000 }).fetch({ url })).rejects.toMatchObject({
      code: expect.stringMatching(/^fetch_(?:too_large|failed)$/) as string,
    })
  })

  it('that goes on forever is given up', async () => {
    const { url } = await site((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      }
      response.on('drain', more)
      more()
    })
    await expect(fetcher().fetch({ url })).rejects.toMatchObject({ code: 'fetch_too_large' })
  })

  it.each([
    ['gzip', PAGE],
    ['gzip', gzipSync(PAGE).subarray(0, 20)],
    ['br', PAGE],
    ['zstd', PAGE],
    ['gzip, gzip', gzipSync(gzipSync(PAGE))],
  ])('of a body that is not what it says (%s, %#) is no matter: it fails', async (encoding, body) => {
    const { url } = await site((_, response) => response.setHeader('Content-Encoding', encoding).end(body))
    await expect(fetcher().fetch({ url })).rejects.toMatchObject({ code: 'fetch_failed' })
  })
})

describe('A host that does not play along', () => {
  it('by answering too slowly is given up after the time', async () => {
    const { url } = await site((_, response) => response.write('a'))
    await expect(fetcher({ timeoutMs: 200 }).fetch({ url })).rejects.toMatchObject({
      code: 'fetch_failed',
      message: expect.stringContaining('YOUJU_FETCH_TIMEOUT_MS') as string,
    })
  })

  it('by redirecting slowly has no more time for all redirects together', async () => {
    const { url } = await site((_, response) => {
      setTimeout(() => {
        redirect(response, '/again')
      }, 150)
    })
    await expect(fetcher({ timeoutMs: 400 }).fetch({ url })).rejects.toMatchObject({
      message: expect.stringContaining('YOUJU_FETCH_TIMEOUT_MS') as string,
    })
  })

  it('by breaking off is said to have', async () => {
    const { url } = await site((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('a', () => response.destroy())
    })
    await expect(fetcher().fetch({ url })).rejects.toMatchObject({ code: 'fetch_failed' })
  })

  it('by not being there is said not to be, without what follows the path', async () => {
    const { url, close } = await site((_, response) => response.end())
    await close()
    const failed = fetcher().fetch({ url: `${url}/a?token=secret` })
    await expect(failed).rejects.toMatchObject({
      code: 'fetch_failed',
      message: expect.not.stringContaining('secret') as string,
    })
  })

  it('is left when the caller goes away, for the reason that is given', async () => {
    const stop = new AbortController()
    const { url } = await site(() => {
      stop.abort(new Error('enough'))
    })
    await expect(fetcher().fetch({ url, signal: stop.signal })).rejects.toThrow('enough')
  })
})
