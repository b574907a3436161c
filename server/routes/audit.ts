import { AppError } from '../../core/errors.js'
import type { AuditQuery, AuditRecord } from '../../store/access-records.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas, Validated } from '../shapes/request-schemas.js'
import { requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { auditToWire } from '../shapes/wire-access.js'

const ENTRY_EXAMPLE = {
  time: '2026-11-25T08:00:00.000Z',
  request_id: 'req_5n7Qm1xk2LrT',
  caller: 'key_2f9a1c0b7d3e4f5a6b',
  action: 'deleteDocument',
  target: 'news/yw-2025-0301',
  outcome: 'ok',
  address: '192.0.2.7',
}
/** Entries of an export that are read at once. */
const EXPORT_PAGE = 1000

export function auditRoutes(
  { access, archive }: Pick<ServerDeps, 'access' | 'archive'>,
  schemas: RequestSchemas,
): Route[] {
  const read = async (query: AuditQuery): Promise<AuditRecord[]> => {
    // What was noted before the question is in the answer.
    await access.audit.flush()
    return archive.access.audit(query)
  }
  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      operationId: 'listAudit',
      tag: 'Keys',
      summary: 'Show who changed what, and who was refused',
      description:
        'Newest first. With `Accept: application/x-ndjson` every entry that matches, one a line, without pages.',
      role: 'admin',
      query: schemas.auditQuery,
      responses: {
        200: {
          description: 'One page',
          body: 'AuditPage',
          example: { entries: [ENTRY_EXAMPLE], next_cursor: null },
        },
      },
      errors: ['invalid_cursor'],
      async handle({ query, caller }) {
        requireUnlimited(caller)
        const entries = await read(auditQuery(query))
        const last = entries.length < query.limit ? undefined : entries.at(-1)
        return reply(200, { entries: entries.map(auditToWire), next_cursor: cursorOf(last) })
      },
      async *lines({ query, caller }) {
        requireUnlimited(caller)
        let before = auditQuery(query).before
        for (;;) {
          const entries = await read({ ...auditQuery(query), before, limit: EXPORT_PAGE })
          for (const entry of entries) yield auditToWire(entry)
          before = entries.at(-1)?.sequence
          if (entries.length < EXPORT_PAGE) return
        }
      },
    }),
  ]
}

function auditQuery({ cursor, ...same }: Validated<'auditQuery'>): AuditQuery {
  if (cursor === undefined) return same
  const before = Number.parseInt(Buffer.from(cursor, 'base64url').toString('utf8'), 10)
  if (!Number.isSafeInteger(before)) throw new AppError('invalid_cursor', 'The cursor is not one of ours.')
  return { ...same, before }
}

function cursorOf(last: AuditRecord | undefined): string | null {
  return last === undefined ? null : Buffer.from(String(last.sequence)).toString('base64url')
}
