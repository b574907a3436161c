import { z } from 'zod'

/** What `/readyz` answers when questions can be answered. */
export const Readiness = z.object({
  status: z.literal('ready'),
  embedding_model: z.string().optional(),
  collections: z.int().optional(),
  documents: z.int().optional(),
  passages: z.int().optional(),
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
