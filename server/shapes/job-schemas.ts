import { z } from 'zod'

/** As many errors as are kept of a job (store/embedded/records/job-store.ts). */
const MAX_ERRORS = 1000
/** Paths of an import that can be repeated by the server. */
export const MAX_REPORTED_PATHS = 100

/** What commands may say about jobs that they carry out themselves. */
export function jobSchemas(text: (maxCharacters: number) => z.ZodString, collection: z.ZodType<string>) {
  const count = z.int().min(0)
  return {
    JobsPost: z.strictObject({
      collection,
      total: count.nullish().describe('Documents to come, where that is known'),
      paths: z
        .array(text(4096).startsWith('/'))
        .max(MAX_REPORTED_PATHS)
        .optional()
        .describe('What is read, so that the server can repeat it; for the operator of its machine only'),
    }),
    JobProgressPost: z.strictObject({
      state: z.enum(['running', 'done', 'failed', 'cancelled']).optional(),
      done: count.optional(),
      failed: count.optional(),
      total: count.optional(),
      errors: z
        .array(
          z.strictObject({
            item: z.string().max(8192),
            code: z.string().max(100),
            detail: z.string().max(8192),
          }),
        )
        .max(MAX_ERRORS)
        .optional()
        .describe('All so far'),
      counts: z
        .strictObject({ created: count, updated: count, unchanged: count, removed: count, passages: count })
        .optional(),
    }),
  }
}
