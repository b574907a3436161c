import { z } from 'zod'
import { SOURCE_KINDS } from '../../store/source-records.js'

const time = z.string().describe('RFC 3339')

export const FollowedSource = z.object({
  id: z.string(),
  collection: z.string(),
  kind: z.enum(SOURCE_KINDS),
  address: z.string(),
  interval_minutes: z.int().nullable(),
  max_pages: z.int().optional(),
  max_depth: z.int().optional(),
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  full_text: z.enum(['auto', 'page', 'entry']).optional(),
  named: z.literal(true).optional(),
  items: z.int().describe('Pages or files that are there'),
  documents: z.int(),
  created_at: time,
  synced_at: time.nullable().describe('When it was read to its end last'),
  next_sync_at: time.nullable(),
  last_job_id: z.string().nullable(),
  last_error: z.object({ code: z.string(), detail: z.string() }).nullable(),
})

const SourceItem = z.object({
  key: z.string(),
  fingerprint: z
    .object({
      bytes: z.number().optional(),
      modified_ms: z.number().optional(),
      hash: z.string().optional(),
      reading: z.int().optional(),
    })
    .nullable()
    .describe('Null: it is read anew at the next sync'),
  documents: z.int().describe('Made of it'),
  kept: z.int().describe('Of those, still kept as they came from here'),
  gone_at: time.nullable(),
  gone_reason: z.string().nullable(),
  document_ids: z.array(z.string()).optional(),
})

export const SourceItems = z.object({ items: z.array(SourceItem) })
