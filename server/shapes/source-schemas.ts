import { z } from 'zod'
import { SOURCE_KINDS } from '../../store/source-records.js'

const MAX_PATTERNS = 50
const MAX_ITEMS = 1000
const MAX_ITEM_DOCUMENTS = 1_000_000

/** What callers may send about sources. */
export function sourceSchemas(text: (maxCharacters: number) => z.ZodString, webAddress: z.ZodString) {
  const patterns = z.array(text(500).startsWith('/')).max(MAX_PATTERNS)
  return {
    SourcesPost: z.strictObject({
      address: z
        .union([webAddress, text(4096).startsWith('/')])
        .describe('A web address; of a file source a path'),
      kind: z
        .enum(SOURCE_KINDS)
        .optional()
        .describe('Found out when left out: a feed, a sitemap, or one page'),
      interval_minutes: z.int().min(5).max(525_600).nullish().describe('Sync so often, unasked'),
      max_pages: z.int().min(1).max(100_000).optional(),
      max_depth: z.int().min(0).max(50).optional(),
      include: patterns.optional().describe('Of path and query, `*` for anything'),
      exclude: patterns.optional(),
      full_text: z.enum(['auto', 'page', 'entry']).optional(),
      named: z.literal(true).optional().describe('Of a folder only the files that are named'),
    }),
    SourceSyncPost: z
      .strictObject({
        accept_removals: z.boolean().optional().describe('Remove also when much is gone at once'),
        force: z.boolean().optional().describe('Read everything, whatever is known of it'),
      })
      .optional()
      .transform(body => body ?? {}),
    sourceItemsQuery: z.strictObject({
      key: text(4096).optional().describe('Only this one, with the ids of its documents'),
    }),
    SourceItemsPost: z.strictObject({
      items: z
        .array(
          z.strictObject({
            key: text(4096),
            fingerprint: z
              .strictObject({
                bytes: z.number().min(0).optional(),
                modified_ms: z.number().optional(),
                hash: text(64).optional(),
                reading: z.int().optional(),
              })
              .nullable(),
            document_ids: z.array(text(512)).max(MAX_ITEM_DOCUMENTS).optional(),
            gone: text(200).optional().describe('Why it is no longer there'),
          }),
        )
        .min(1)
        .max(MAX_ITEMS),
    }),
  }
}
