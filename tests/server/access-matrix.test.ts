import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../server/access/auth.js'
import { createRouteTable } from '../../server/route-table.js'
import type { Route } from '../../server/http/route.js'
import { createFakeRooms } from './fakes.js'
import { startTestServer, testDeps, type TestServer } from './test-server.js'

/** Words that only the other tenant's document and question hold. */
const SECRET = '蓝鲸计划'
const ORIGIN = 'https://site.example'

const routes = createRouteTable({
  ...testDeps(createFakeRooms()),
  lifecycle: { stopping: new AbortController().signal, cutoff: new AbortController().signal },
})

type CallerName =
  | 'nobody'
  | 'wrong key'
  | 'expired key'
  | 'revoked key'
  | 'widget session'
  | 'expired widget session'
  | 'reader'
  | 'writer'
  | 'admin'
  | 'limited admin'
  | "other tenant's reader"
  | "other tenant's writer"

/** What each caller amounts to, as far as roles go. */
const ROLE_OF: Readonly<Record<CallerName, Role>> = {
  nobody: 'anyone',
  'wrong key': 'anyone',
  'expired key': 'anyone',
  'revoked key': 'anyone',
  'widget session': 'widget',
  'expired widget session': 'anyone',
  reader: 'reader',
  writer: 'writer',
  admin: 'admin',
  'limited admin': 'admin',
  "other tenant's reader": 'reader',
  "other tenant's writer": 'writer',
}

let nowMs = Date.parse('2026-11-25T08:00:00Z')
let server: TestServer
const headersOf = new Map<CallerName, Record<string, string>>()
const ids = { answer: '', conversation: '', job: '', curated: '' }

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function makeKey(body: object): Promise<{ id: string; key: string }> {
  const sent = { body, headers: bearer(server.access.operatorToken) }
  return (await server.send('/v1/keys', sent)).json() as { id: string; key: string }
}

async function openWidgetSession(siteKey: string): Promise<string> {
  const sent = { body: { site_key: siteKey }, headers: { origin: ORIGIN } }
  return String((await server.send('/v1/widget/sessions', sent)).json()['token'])
}

beforeAll(async () => {
  // Nobody is turned away for guessing or for asking much: that is tested elsewhere.
  const patient = {
    YOUJU_AUTH_FAILURES_PER_MINUTE: '100000',
    YOUJU_VISITOR_REQUESTS_PER_MINUTE: '0',
    YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '0',
  }
  server = await startTestServer({ clock: { now: () => new Date(nowMs) } }, patient)
  const operator = bearer(server.access.operatorToken)
  const day = nowMs + 3_600_000
  const expired = await makeKey({ role: 'admin', expires_at: new Date(day).toISOString() })
  const revoked = await makeKey({ role: 'admin' })
  await server.send(`/v1/keys/${revoked.id}`, { method: 'DELETE', headers: operator })
  for (const id of ['ours', 'theirs'])
    await server.send(`/v1/collections/${id}`, { method: 'PUT', headers: operator })
  const site = { body: { origins: [ORIGIN], collections: ['ours'] }, headers: operator }
  const siteKey = String((await server.send('/v1/sites', site)).json()['site_key'])
  const stale = await openWidgetSession(siteKey)
  nowMs = day
  headersOf.set('nobody', {})
  headersOf.set('wrong key', bearer(`yk_${'0'.repeat(18)}_${'A'.repeat(43)}`))
  headersOf.set('expired key', bearer(expired.key))
  headersOf.set('revoked key', bearer(revoked.key))
  headersOf.set('expired widget session', { ...bearer(stale), origin: ORIGIN })
  headersOf.set('widget session', { ...bearer(await openWidgetSession(siteKey)), origin: ORIGIN })
  const limited = await makeKey({ role: 'admin', collections: ['ours'] })
  headersOf.set('limited admin', bearer(limited.key))
  for (const role of ['reader', 'writer'] as const) {
    headersOf.set(role, bearer((await makeKey({ role, collections: ['ours'] })).key))
    headersOf.set(`other tenant's ${role}`, bearer((await makeKey({ role, collections: ['theirs'] })).key))
  }
  headersOf.set('admin', bearer((await makeKey({ role: 'admin' })).key))
  await plant()
})
afterAll(() => server.close())

/** A document, an answer in a conversation, and a job of the other tenant. */
async function plant(): Promise<void> {
  const headers = headersOf.get("other tenant's writer") ?? {}
  const document = { id: 'default', title: SECRET, text: `${SECRET}在三月启动。` }
  await server.send('/v1/collections/theirs/documents', { body: { documents: [document] }, headers })
  const body = { question: SECRET, conversation_id: 'theirs' }
  ids.answer = String((await server.send('/v1/answers', { body, headers })).json()['id'])
  ids.conversation = 'theirs'
  const curated = {
    ...{ collection: 'theirs', question: SECRET },
    blocks: [{ citations: [{ document_id: 'default', quote: SECRET }] }],
  }
  ids.curated = String((await server.send('/v1/curated', { body: curated, headers })).json()['id'])
  const job = await server.rooms.archive.createJob(SECRET, 1, {
    owner: 'key_theirs',
    collections: ['theirs'],
  })
  ids.job = job.id
}

/** The address of what belongs to the other tenant, and what would be sent there. */
function foreign(route: Route) {
  const id = route.path.startsWith('/v1/jobs')
    ? ids.job
    : route.path.startsWith('/v1/conversations')
      ? ids.conversation
      : route.path.startsWith('/v1/answers')
        ? ids.answer
        : route.path.startsWith('/v1/curated')
          ? ids.curated
          : 'default'
  const path = route.path.replace('{collection}', 'theirs').replaceAll(/\{\w+\}/g, id)
  return { path, method: route.method.toUpperCase(), ...(route.body && { body: bodyOf(route) }) }
}

function bodyOf({ body }: Route): string | object {
  return body?.text === undefined ? (body?.example as object) : String(body.example)
}

const expectedRefusal = (role: Role, needed: Role): number | undefined => {
  if (ROLES.indexOf(role) >= ROLES.indexOf(needed)) return undefined
  return role === 'anyone' ? 401 : 403
}

const CALLERS = Object.keys(ROLE_OF) as CallerName[]

describe.each(routes.map(route => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    it.each(CALLERS.filter(caller => expectedRefusal(ROLE_OF[caller], route.role) !== undefined))(
      `is closed to %s`,
      async caller => {
        const received = await server.send(foreign(route).path, {
          ...foreign(route),
          headers: headersOf.get(caller) ?? {},
        })
        expect(received.status, received.text).toBe(expectedRefusal(ROLE_OF[caller], route.role))
        expect(received.text).not.toContain(SECRET)
      },
    )

    it.each(
      (['reader', 'writer', 'limited admin', 'widget session'] as const).filter(
        caller => expectedRefusal(ROLE_OF[caller], route.role) === undefined,
      ),
    )('shows and changes nothing of another tenant for a %s', async caller => {
      const received = await server.send(foreign(route).path, {
        ...foreign(route),
        headers: headersOf.get(caller) ?? {},
      })
      expect(received.text).not.toContain(SECRET)
      expect(received.status, received.text).not.toBe(401)
      expect(received.status, received.text).toBeLessThan(500)
      // Whether there is one of an id that is not theirs to make is not told either.
      if (route.operationId === 'putCollection') expect(received.status).toBe(403)
      else if (route.path.includes('{collection}'))
        expect([received.status, received.json()['code'] ?? (received.json()['error'] as object)]).toEqual([
          404,
          route.path.startsWith('/v1/models') ? expect.anything() : 'collection_not_found',
        ])
      // It is all still there for its owner.
      const owner = headersOf.get("other tenant's reader") ?? {}
      const path = '/v1/collections/theirs/documents/default'
      expect((await server.send(path, { headers: owner })).text).toContain(SECRET)
      expect(server.rooms.records.has(ids.answer)).toBe(true)
      expect((await server.rooms.archive.job(ids.job))?.state).toBe('queued')
      expect((await server.rooms.archive.curated.get(ids.curated))?.questions).toEqual([SECRET])
    })
  },
)

describe('what is somebody else’s', () => {
  const pairs = () =>
    [
      ['GET', '/v1/collections/theirs', '/v1/collections/nowhere'],
      ['GET', '/v1/collections/theirs/documents', '/v1/collections/nowhere/documents'],
      ['GET', '/v1/collections/theirs/documents/default', '/v1/collections/nowhere/documents/default'],
      ['DELETE', '/v1/collections/theirs/documents/default', '/v1/collections/nowhere/documents/default'],
      ['GET', `/v1/answers/${ids.answer}`, '/v1/answers/none'],
      ['GET', `/v1/jobs/${ids.job}`, '/v1/jobs/none'],
      ['GET', `/v1/curated/${ids.curated}`, '/v1/curated/none'],
      ['DELETE', `/v1/curated/${ids.curated}`, '/v1/curated/none'],
      ['POST', `/v1/jobs/${ids.job}/cancel`, '/v1/jobs/none/cancel'],
      ['DELETE', `/v1/conversations/${ids.conversation}`, '/v1/conversations/none'],
    ] as const

  it('looks exactly like what does not exist', async () => {
    const headers = headersOf.get('writer') ?? {}
    for (const [method, theirs, none] of pairs()) {
      const [first, second] = await Promise.all(
        [theirs, none].map(path => server.send(path, { method, headers })),
      )
      const plain = (text = '') => text.replace(/"request_id":"[^"]+"/, '').replaceAll(/theirs|nowhere/g, 'x')
      expect([first?.status, plain(first?.text)], theirs).toEqual([second?.status, plain(second?.text)])
    }
  })

  it('is in no search, list or answer', async () => {
    const headers = headersOf.get('writer') ?? {}
    const sent = [
      ['/v1/collections', {}],
      ['/v1/jobs', {}],
      ['/v1/search', { body: { query: SECRET } }],
      ['/v1/answers', { body: { question: '计划', conversation_id: ids.conversation } }],
    ] as const
    for (const [path, more] of sent)
      expect((await server.send(path, { ...more, headers })).text, path).not.toMatch(
        /"id":"theirs"|在三月启动/,
      )
  })
})
