import { z } from 'zod'
import { openAiShapes } from '../openai/openai-shapes.js'
import { unansweredShapes } from '../unanswered/unanswered-shapes.js'
import { CURATED_SHAPES } from '../curated/curated-shapes.js'
import { WEBHOOK_SHAPES } from '../webhooks/webhook-shapes.js'

const jsonRpc = z.looseObject({ jsonrpc: z.literal('2.0') })

/** The shapes of what other programs speak, in their own protocols. */
export function programShapes<Citation extends z.ZodType, Hit extends z.ZodType>(
  citation: Citation,
  hit: Hit,
) {
  return {
    ...openAiShapes(citation),
    ...CURATED_SHAPES,
    ...unansweredShapes(hit),
    ...WEBHOOK_SHAPES,
    McpMessage: z.union([jsonRpc, z.array(jsonRpc)]).describe('JSON-RPC 2.0'),
    PlainText: z.string(),
  } as const
}
