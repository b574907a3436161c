import { z } from 'zod'
import type { Config } from '../core/config.js'
import { AppError } from '../core/errors.js'
import type { Reranker } from './reranker.js'

export interface RemoteRerankerOptions {
  /** Address of the API up to `/v1`. */
  readonly baseUrl: string
  readonly model: string
  readonly apiKey?: string | undefined
  readonly timeoutMs: number
}

/** The service of the settings; undefined when none is configured. */
export function openReranker(config: Config): Reranker | undefined {
  const { YOUJU_RERANK_BASE_URL: baseUrl, YOUJU_RERANK_MODEL: model } = config
  if (baseUrl === undefined || model === undefined) return undefined
  return createRemoteReranker({
    baseUrl,
    model,
    apiKey: config.YOUJU_RERANK_API_KEY,
    timeoutMs: config.YOUJU_RERANK_TIMEOUT_MS,
  })
}

/** A reply names a number for each passage; services that send the passages back stay below this, too. */
const MAX_REPLY_BYTES = 1_048_576

const replySchema = z.object({
  results: z.array(z.object({ index: z.int().min(0), relevance_score: z.number() })),
})

/**
 * A reranker behind `POST {baseUrl}/rerank`, as Jina, SiliconFlow, vLLM and others serve it: `{ model, query,
 * documents, top_n }` in, `{ results: [{ index, relevance_score }] }` out.
 */
export function createRemoteReranker(options: RemoteRerankerOptions): Reranker {
  const { baseUrl, model, apiKey, timeoutMs } = options
  const address = `${baseUrl.replace(/\/+$/u, '')}/rerank`
  return {
    id: model,
    async score(query, passages, signal) {
      const late = AbortSignal.timeout(timeoutMs)
      try {
        const reply = await fetch(address, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
          },
          body: JSON.stringify({ model, query, documents: passages, top_n: passages.length }),
          // The key and the passages go to the address that was configured, and nowhere else.
          redirect: 'error',
          signal: AbortSignal.any([signal, late]),
        })
        if (!reply.ok) {
          await reply.body?.cancel()
          throw failed(`answered with status ${reply.status}`)
        }
        return readScores(await readBounded(reply), passages.length)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof AppError) throw error
        throw failed(late.aborted ? `did not answer within ${timeoutMs} ms` : 'could not be reached', error)
      }
    },
  }
}

async function readBounded(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = reply.body?.getReader()
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    bytes += part.value.byteLength
    chunks.push(part.value)
    if (bytes <= MAX_REPLY_BYTES) continue
    await reader?.cancel()
    throw failed('sent more than it was asked for')
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** In the order of the passages. @throws {AppError} unless each has exactly one finite score */
function readScores(text: string, passages: number): number[] {
  const scores = new Map<number, number>()
  try {
    const { results } = replySchema.parse(JSON.parse(text))
    for (const { index, relevance_score } of results) scores.set(index, relevance_score)
    const isComplete = results.length === passages && scores.size === passages
    if (!isComplete || Math.max(...scores.keys()) >= passages) throw new RangeError('not one score a passage')
  } catch (error) {
    throw failed('sent something else than one score for each passage', error)
  }
  return Array.from({ length: passages }, (_, index) => scores.get(index) ?? Number.NaN)
}

function failed(what: string, cause?: unknown): AppError {
  return new AppError(
    'reranker_failed',
    `The reranking service ${what}; the results are ranked without it. See YOUJU_RERANK_BASE_URL.`,
    cause === undefined ? {} : { cause },
  )
}
