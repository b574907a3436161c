import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

const folder = mkdtempSync(join(tmpdir(), 'youju-pages-'))

let server: TestServer
beforeAll(async () => {
  await mkdir(join(folder, 'web', 'ask', 'assets'), { recursive: true })
  await mkdir(join(folder, 'web', 'widget'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'web', 'ask', '.env'), 'secret')
  await writeFile(join(folder, 'web', 'ask', 'index.html'), '<!doctype html><title>有据</title>')
  await writeFile(join(folder, 'web', 'ask', 'assets', 'ask-1a2b3c4d.js'), 'export {}')
  await writeFile(join(folder, 'web', 'widget', 'widget.js'), 'export {}')
  server = await startTestServer({ webDir: join(folder, 'web') })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe('the pages', () => {
  it('serve / fresh, under a policy that takes nothing but our own files', async () => {
    const page = await server.send('/?q=%E5%9B%BE%E4%B9%A6%E9%A6%86', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    expect(page.text).toContain('有据')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['cache-control']).toBe('no-cache')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(page.headers).not.toHaveProperty('x-powered-by')
  })

  it('serve hashed assets for good', async () => {
    const asset = await server.send('/assets/ask-1a2b3c4d.js')
    expect(asset.status).toBe(200)
    expect(asset.headers['content-type']).toMatch(/^text\/javascript/)
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  it('serve the widget to pages of other sites', async () => {
    const widget = await server.send('/widget.js')
    expect(widget.status).toBe(200)
    expect(widget.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    })
  })

  it('answer HEAD without a body', async () => {
    const { status, text } = await server.send('/', { method: 'HEAD' })
    expect([status, text]).toEqual([200, ''])
  })

  it.each([
    '/assets/none.js',
    '/assets/',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/%ff',
    '/widget/widget.js',
    '/service-worker/sw.js',
    '/ask/index.html',
    '/constructor',
    '/.env',
    '/secret.txt',
    '/index.html',
  ])('serve nothing at %s', async path => {
    const refused = await server.send(path)
    expectProblem(refused, 404, 'route_not_found')
    expect(refused.headers['cache-control']).toBe('no-store')
  })

  it('are not cached where the API answers', async () => {
    expect((await server.send('/v1/collections')).headers['cache-control']).toBe('no-store')
  })
})
