import { z } from 'zod'

/** What callers may send about keys, sites, sessions and the audit log. */

const MAX_ORIGINS = 20
const MAX_COLLECTIONS = 100
const ORIGIN_FORM =
  'Must be an origin such as https://example.org: scheme, host, and port where it is not the usual one'

/** As browsers send it, so that it is compared character by character. */
const origin = z.string().max(300).refine(isWebOrigin, ORIGIN_FORM).meta({
  format: 'uri',
  pattern: '^https?://[^/]+$',
  description: 'Such as https://example.org; exactly that, no other port, scheme or subdomain',
})

const perDay = z.int().min(0).max(1_000_000_000).nullable().default(null)

interface Shapes {
  readonly collectionId: z.ZodType<string, string>
  readonly shortText: z.ZodType<string, string>
  readonly timestamp: z.ZodType<string, string>
  readonly opaqueId: z.ZodType<string, string>
}

/** @param shapes those that other requests use too */
export function createAccessSchemas({ collectionId, shortText, timestamp, opaqueId }: Shapes) {
  const collections = z
    .array(collectionId)
    .min(1)
    .max(MAX_COLLECTIONS)
    .nullable()
    .default(null)
    .transform(ids => ids && [...new Set(ids)])
    .describe('Null: every collection, those to come too')
  const name = shortText.nullable().default(null)
  return {
    KeyPost: z.strictObject({
      role: z.enum(['reader', 'writer', 'admin']),
      collections,
      name,
      expires_at: timestamp.nullable().default(null).describe('Null: never'),
    }),
    SitePost: z.strictObject({
      origins: z
        .array(origin)
        .min(1)
        .max(MAX_ORIGINS)
        .transform(origins => [...new Set(origins)]),
      collections,
      name,
      questions_per_day: perDay.describe('By all visitors together, UTC; null: without limit'),
      model_tokens_per_day: perDay.describe('By all visitors together, UTC; null: without limit'),
    }),
    WidgetSessionPost: z.strictObject({
      site_key: z.string().min(1).max(128),
      previous: z
        .string()
        .max(4096)
        .optional()
        .describe('An earlier token of the same visitor, so that their conversation goes on'),
    }),
    SessionPost: z.strictObject({ key: z.string().min(1).max(512) }),
    auditQuery: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(64).optional(),
      since: timestamp.optional().describe('Inclusive'),
      until: timestamp.optional().describe('Exclusive'),
      caller: opaqueId.optional(),
      action: opaqueId.optional(),
      outcome: opaqueId.optional(),
    }),
  } as const
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin: parsed, protocol } = new URL(text)
  return parsed === text && (protocol === 'https:' || protocol === 'http:')
}
