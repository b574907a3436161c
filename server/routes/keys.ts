import { AppError } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { keyToWire } from '../shapes/wire-access.js'

const KEY_EXAMPLE: Wire<'Key'> = {
  id: 'key_2f9a1c0b7d3e4f5a6b',
  name: '编辑部',
  role: 'reader',
  collections: ['news'],
  state: 'active',
  created_at: '2026-11-25T08:00:00.000Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
}
const TOKEN_EXAMPLE = `yk_2f9a1c0b7d3e4f5a6b_${'x'.repeat(43)}`

export function keyRoutes(
  { access, clock }: Pick<ServerDeps, 'access' | 'clock'>,
  schemas: RequestSchemas,
): Route[] {
  const { keys } = access
  const common = { tag: 'Keys', role: 'admin', query: schemas.noQuery } as const
  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/keys',
      operationId: 'createKey',
      summary: 'Make a key',
      description:
        'The key is in the answer this once; only its hash is kept. With the first key, nobody gets in without ' +
        'one any more, from this machine neither.',
      body: { name: 'KeyPost', schema: schemas.KeyPost, example: { role: 'reader', collections: ['news'] } },
      responses: {
        201: { description: 'The key', body: 'NewKey', example: { ...KEY_EXAMPLE, key: TOKEN_EXAMPLE } },
      },
      errors: ['disk_full'],
      async handle({ body, caller }) {
        requireUnlimited(caller)
        const { role, collections, name, expires_at: expiresAt } = body
        const { key, token } = await keys.create({ role, collections, name, expiresAt })
        return reply(201, { ...keyToWire(key, clock.now()), key: token })
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/keys',
      operationId: 'listKeys',
      summary: 'List the keys, without their secrets',
      responses: {
        200: { description: 'Oldest first', body: 'KeyList', example: { keys: [KEY_EXAMPLE] } },
      },
      errors: [],
      handle({ caller }) {
        requireUnlimited(caller)
        return reply(200, { keys: keys.list().map(key => keyToWire(key, clock.now())) })
      },
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: '/v1/keys/{id}',
      operationId: 'revokeKey',
      summary: 'Revoke a key',
      description: 'It opens nothing any more, and who signed in with it is signed out.',
      params: schemas.idPath,
      responses: { 204: { description: 'Revoked' } },
      errors: ['key_not_found', 'disk_full'],
      async handle({ params, caller }) {
        requireUnlimited(caller)
        if (!(await keys.revoke(params.id)))
          throw new AppError('key_not_found', 'There is no key of that id, or it was revoked before.')
        return reply(204)
      },
    }),
  ]
}
