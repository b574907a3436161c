import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '../../../ingest/fetch/address-policy.js'
import { checkUrl } from '../../../ingest/fetch/check-url.js'
import { createFetcher } from '../../../ingest/fetch/fetcher.js'
import { HOSTILE_URLS, RESOLVES } from './hostile-urls.js'
import { openFetcher } from './web-stage.js'

const resolve = (host: string) =>
  Promise.resolve((RESOLVES[host] ?? []).map(address => ({ address, family: address.includes(':') ? 6 : 4 })))

describe('A fetcher with nothing listed', () => {
  const fetcher = openFetcher({ allowedHosts: '', resolve })

  it.each(HOSTILE_URLS)('refuses %s (%s)', async url => {
    await expect(fetcher.fetch({ url })).rejects.toMatchObject({ code: 'fetch_refused' })
  })
})

describe('createAddressPolicy', () => {
  it.each([
    ['93.184.215.14', 80],
    ['93.184.215.14', 443],
    ['93.184.215.14', 8080],
    ['2606:4700::1111', 8443],
    ['::ffff:8.8.8.8', 443],
  ])('lets public %s be connected to at port %i', (address, port) => {
    const policy = createAddressPolicy('')
    expect(policy.mayConnect({ host: 'public.example', address, port })).toBe(true)
  })

  it.each([
    ['10.1.0.0/16', 'any.example', '10.1.2.3', true],
    ['10.1.0.0/16', 'any.example', '::ffff:10.1.2.3', true],
    ['10.1.0.0/16', 'any.example', '10.2.0.1', false],
    ['10.1.2.3', 'any.example', '10.1.2.3', true],
    ['10.1.2.3', 'any.example', '10.1.2.4', false],
    ['fd00:1::/32', 'any.example', 'fd00:1::5', true],
    ['::1', 'any.example', '::1', true],
    ['::1', 'any.example', '127.0.0.1', false],
    ['wiki.example', 'wiki.example', '10.0.0.1', true],
    ['wiki.example', 'WIKI.example.', '10.0.0.1', true],
    ['wiki.example', 'a.wiki.example', '10.0.0.1', false],
    ['wiki.example', 'evilwiki.example', '10.0.0.1', false],
    ['*.wiki.example', 'a.b.wiki.example', '10.0.0.1', true],
    ['*.wiki.example', 'wiki.example', '10.0.0.1', false],
    ['*.wiki.example', 'evilwiki.example', '10.0.0.1', false],
    ['百科.example', 'xn--bxyw4e.example', '10.0.0.1', true],
    ['10.9.0.0/16, wiki.example\n::1', 'wiki.example', '10.0.0.1', true],
  ])('with %j listed, %s at %s: %s', (listed, host, address, may) => {
    expect(createAddressPolicy(listed).mayConnect({ host, address, port: 5000 })).toBe(may)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    '300.1.1.1',
    'a b/c',
    'http://wiki.example',
    '*',
    '0x7f000001',
    'wiki.example:80',
  ])('refuses the setting %j and names it', listed => {
    const options = { userAgent: 'a', robots: false, delayMs: 0, maxBytes: 1, timeoutMs: 1 }
    expect(() => createFetcher({ ...options, allowedHosts: listed })).toThrow(
      expect.objectContaining({
        code: 'invalid_config',
        message: expect.stringContaining('YOUJU_FETCH_ALLOWED_HOSTS') as string,
      }),
    )
  })
})

describe('checkUrl', () => {
  it.each([
    ['https://News.Example/a?b=1#c', 'https://news.example/a?b=1'],
    ['http://8.8.8.8/', 'http://8.8.8.8/'],
    ['https://新闻.example/文', 'https://xn--efvy88h.example/%E6%96%87'],
  ])('takes %s as %s', (text, href) => {
    expect(checkUrl(text, createAddressPolicy('')).href).toBe(href)
  })
})
