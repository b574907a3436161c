import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { deferred } from '../../server/deferred.js'
import { passingTime, redirect, setWebStage, text } from './web-stage.js'

const { site, fetcher } = setWebStage()

describe('A robot', () => {
  const withRules = (rules: string) =>
    site(({ url: path }, response) => response.end(path === '/robots.txt' ? rules : 'page'))

  it('reads only what robots.txt lets it, and asks for the rules once', async () => {
    const { url, requests, paths } = await withRules(
      'User-agent: YoujuBot\nDisallow: /private\nAllow: /private/open',
    )
    const robot = fetcher({ robots: true })
    await Promise.all(['/a', '/b', '/private/open'].map(path => robot.fetch({ url: `${url}${path}` })))
    await expect(robot.fetch({ url: `${url}/private/x` })).rejects.toMatchObject({
      code: 'robots_disallowed',
    })
    expect(paths()).toEqual(['/a', '/b', '/private/open'])
    expect(requests.filter(request => request.url === '/robots.txt')).toHaveLength(1)
  })

  it('that was sent by hand reads no rules', async () => {
    const { url, paths } = await withRules('User-agent: *\nDisallow: /')
    expect(await fetcher({ robots: true }).fetch({ url, isRobot: false })).toMatchObject({ status: 200 })
    expect(paths()).toEqual(['/'])
  })

  it('is not led past the rules by a redirect', async () => {
    const { url, paths } = await site(({ url: path }, response) => {
      if (path === '/robots.txt') response.end('User-agent: *\nDisallow: /private')
      else redirect(response, '/private')
    })
    await expect(fetcher({ robots: true }).fetch({ url })).rejects.toMatchObject({
      code: 'robots_disallowed',
    })
    expect(paths()).toEqual(['/'])
  })

  it.each([
    [404, 'page'],
    [403, 'page'],
    [500, 'fetch_failed'],
    [429, 'fetch_failed'],
  ])('takes rules that are answered with %i for: %s', async (status, expected) => {
    const { url } = await site(({ url: path }, response) => {
      response.writeHead(path === '/robots.txt' ? status : 200).end('page')
    })
    const answer = await fetcher({ robots: true })
      .fetch({ url })
      .then(
        ({ bytes }) => text(bytes),
        (error: unknown) => (error as { code: string }).code,
      )
    expect(answer).toBe(expected)
  })

  it('is not kept busy by hostile rules', async () => {
    const rules = `User-agent: *\n${'Disallow: /*a*a*a*a*a*a*a*a*a*b$\n'.repeat(15_000)}Disallow: ${'/*'.repeat(50_000)}`
    const { url } = await withRules(rules)
    const begunMs = performance.now()
    await fetcher({ robots: true }).fetch({ url: `${url}/${'a'.repeat(3000)}` })
    expect(performance.now() - begunMs).toBeLessThan(3000)
  })

  it('asks a host one thing at a time, with a pause between, and another host meanwhile', async () => {
    let atOnce = 0
    let most = 0
    const slow: RequestListener = (_, response) => {
      most = Math.max(most, ++atOnce)
      setImmediate(() => {
        atOnce--
        response.end('page')
      })
    }
    const { url } = await site(slow)
    const time = passingTime()
    const robot = fetcher({ delayMs: 700, time })
    await Promise.all(['/a', '/b', '/c'].map(path => robot.fetch({ url: `${url}${path}` })))
    expect({ most, waits: time.waits }).toEqual({ most: 1, waits: [700, 700] })
    const other = await site((_, response) => response.end('other'))
    await robot.fetch({ url: other.url })
    expect(time.waits).toEqual([700, 700])
  })

  it('keeps a longer pause that the site asks for', async () => {
    const { url } = await withRules('User-agent: *\nCrawl-delay: 3')
    const time = passingTime()
    const robot = fetcher({ robots: true, delayMs: 700, time })
    for (const path of ['/a', '/b']) await robot.fetch({ url: `${url}${path}` })
    expect(time.waits).toEqual([3000])
  })

  it('comes back when a busy host says, and not before', async () => {
    let asked = 0
    const { url } = await site((_, response) => {
      if (++asked === 1) response.writeHead(503, { 'Retry-After': '7' }).end()
      else response.end('page')
    })
    const time = passingTime()
    expect((await fetcher({ time }).fetch({ url })).status).toBe(200)
    expect(time.waits).toEqual([7000])
  })

  it('does not wait for hours: it says so, and asks nothing more of the host meanwhile', async () => {
    const { url, requests } = await site((_, response) =>
      response.writeHead(429, { 'Retry-After': 'Thu, 01 Jan 2026 02:00:00 GMT' }).end(),
    )
    const robot = fetcher({ time: passingTime() })
    for (const path of ['/a', '/b']) {
      await expect(robot.fetch({ url: `${url}${path}` })).rejects.toMatchObject({
        code: 'fetch_failed',
        details: { retry_after_seconds: 7200 },
      })
    }
    expect(requests).toHaveLength(1)
  })

  it('gives its place in the line up when it is told to stop', async () => {
    const stop = new AbortController()
    const arrived = deferred<undefined>()
    const { url, requests } = await site((_, response) => {
      if (stop.signal.aborted) response.end()
      else stop.signal.addEventListener('abort', () => response.end())
      arrived.resolve(undefined)
    })
    const robot = fetcher()
    const first = robot.fetch({ url })
    const second = robot.fetch({ url, signal: stop.signal })
    const third = robot.fetch({ url })
    await arrived.promise
    stop.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect([(await first).status, (await third).status]).toEqual([200, 200])
    expect(requests).toHaveLength(2)
  })
})
