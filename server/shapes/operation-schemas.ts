import { z } from 'zod'

const bytes = z.int().min(0)

const Disk = z.object({
  free_bytes: bytes,
  min_free_bytes: bytes.describe('YOUJU_DISK_MIN_FREE_MB'),
  low: z.boolean().describe('Documents are refused with disk_full until there is room again'),
})

/** What takes how much room. */
export const Storage = z.object({
  disk: Disk,
  database_bytes: bytes,
  log_bytes: bytes.describe('Written and not yet moved into the database'),
  unused_bytes: bytes.describe('In the database, and free for what comes next'),
  texts_bytes: bytes,
  answers_bytes: bytes,
  other_bytes: bytes,
  collections: z.array(
    z.object({
      collection: z.string(),
      documents: z.int(),
      passages: z.int(),
      keyword_index_bytes: bytes,
      vectors_bytes: bytes,
      index_files_bytes: bytes,
    }),
  ),
})

/** Whether questions can be answered, and out of what. */
export const Readiness = z.object({
  status: z.literal('ready'),
  embedding_model: z.string().optional(),
  collections: z.int().optional(),
  documents: z.int().optional(),
  passages: z.int().optional(),
  disk: Disk.optional().describe('Questions are answered also when it is low'),
  vector_indexes: z
    .array(
      z.object({
        collection: z.string(),
        state: z.enum(['ready', 'building']),
        generation: z.int(),
        vectors: z.int(),
        missing: z.int().describe('Passages whose vector of the current model is still missing'),
      }),
    )
    .optional(),
})
