import { z } from 'zod'
import { ERROR_TABLE, type ErrorCode } from '../../core/errors.js'

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('With invalid_request: each path that is wrong'),
    retry_after_seconds: z.int().optional().describe('As the header Retry-After'),
    document: z.int().min(0).optional().describe('0-based position of the document that is at fault'),
    kept: z.int().min(1).optional().describe('Documents of the request that are kept all the same'),
  })
  .describe('RFC 9457 problem details; programs decide by `code`')
