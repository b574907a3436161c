import { z } from 'zod'

/** What is answered about keys, sites, sessions and the audit log. */

const time = z.string().describe('RFC 3339')
const collections = z.array(z.string()).nullable().describe('Null: every collection')
const role = z.enum(['reader', 'writer', 'admin'])
const perDay = z.int().nullable().describe('Null: without limit')

const Key = z.object({
  id: z.string(),
  name: z.string().nullable(),
  role,
  collections,
  state: z.enum(['active', 'expired', 'revoked']),
  created_at: time,
  expires_at: time.nullable(),
  revoked_at: time.nullable(),
  last_used_at: time.nullable().describe('To the minute'),
})

const Site = z.object({
  id: z.string(),
  site_key: z.string().describe('Public: it stands in the pages of the site'),
  name: z.string().nullable(),
  origins: z.array(z.string()),
  collections,
  questions_per_day: perDay,
  questions_today: z.int(),
  model_tokens_per_day: perDay,
  state: z.enum(['active', 'revoked']),
  created_at: time,
  revoked_at: time.nullable(),
})

const AuditEntry = z.object({
  time,
  request_id: z.string(),
  caller: z.string().describe('Id of the key or visitor, `loopback` for the operator, or `anonymous`'),
  action: z.string().describe('The operation that was called'),
  target: z.string().nullable(),
  outcome: z.string().describe('`ok`, or the code of the refusal'),
  address: z.string().nullable(),
})

export const ACCESS_RESPONSES = {
  Key,
  KeyList: z.object({ keys: z.array(Key) }),
  NewKey: Key.extend({ key: z.string().describe('Shown this once; only its hash is kept') }),
  Site,
  SiteList: z.object({ sites: z.array(Site) }),
  WidgetSession: z.object({ token: z.string(), expires_at: time }),
  Session: z.object({
    key_id: z.string().nullable().describe('Null: no key is needed yet, everything is open to this machine'),
    role,
    collections,
    csrf_token: z.string().nullable().describe('Send it as X-Youju-Csrf with everything but GET'),
    expires_at: time.nullable(),
  }),
  AuditEntry,
  AuditPage: z.object({
    entries: z.array(AuditEntry),
    next_cursor: z.string().nullable().describe('Pass it as `cursor`; null on the last page'),
  }),
} as const
