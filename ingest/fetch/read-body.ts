import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { fetchFailed, tooLarge } from './fetch-failure.js'

/** What a client of ours says it can read. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br'
/** Nobody compresses twice but to hide how large something is. */
const MAX_ENCODINGS = 1

export interface BodyLimits {
  readonly url: URL
  /** Of the `Content-Encoding` header. */
  readonly encoding: string | undefined
  /** Of what comes over the wire, and again of what it becomes. */
  readonly maxBytes: number
  /** What is longer: a failure, or cut off there. */
  readonly onLimit: 'fail' | 'cut'
}

/**
 * Reads a body to its end, and decompresses it. Bytes are counted as they arrive and as they are inflated, so a
 * small body that becomes a huge one is given up on the way.
 * @throws {AppError} `fetch_too_large`, `fetch_failed` for an encoding that is not ours, or damaged
 */
export async function readBody(body: Readable, limits: BodyLimits): Promise<Uint8Array> {
  const kept: Uint8Array[] = []
  const decoder = await decoderFor(body, limits)
  const inflated = { what: 'the page', limits, kept }
  try {
    if (decoder === undefined) await keep(body, inflated)
    else
      await pipeline(
        counted(decoder.source, limits),
        decoder.transform,
        (source: AsyncIterable<Uint8Array>) => keep(source, inflated),
      )
  } catch (error) {
    if (isDamage(error)) throw fetchFailed(limits.url, 'Its compressed body is damaged.', { cause: error })
    throw error
  }
  return Buffer.concat(kept)
}

interface Keeping {
  readonly what: string
  readonly limits: BodyLimits
  readonly kept: Uint8Array[]
}

async function keep(source: AsyncIterable<Uint8Array>, { what, limits, kept }: Keeping): Promise<void> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.byteLength
    if (bytes > limits.maxBytes) {
      if (limits.onLimit === 'fail') throw tooLarge(limits.url, what, limits.maxBytes)
      kept.push(chunk.subarray(0, chunk.byteLength - (bytes - limits.maxBytes)))
      return
    }
    kept.push(chunk)
  }
}

async function* counted(source: AsyncIterable<Uint8Array>, { url, maxBytes }: BodyLimits) {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(url, 'the compressed page', maxBytes)
    yield chunk
  }
}

interface Decoder {
  readonly source: AsyncIterable<Uint8Array>
  readonly transform: Transform
}

async function decoderFor(body: Readable, { url, encoding }: BodyLimits): Promise<Decoder | undefined> {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && name !== 'identity')
  const [name] = names
  if (name === undefined) return undefined
  if (names.length <= MAX_ENCODINGS) {
    if (name === 'gzip' || name === 'x-gzip') return { source: body, transform: createGunzip() }
    if (name === 'br') return { source: body, transform: createBrotliDecompress() }
    if (name === 'deflate') return inflating(body)
  }
  // Whoever destroys it hears of it, too.
  body.on('error', () => undefined).destroy()
  throw fetchFailed(url, 'Its body is compressed in a way that was not asked for.')
}

/** Some servers send what the standard calls deflate without the frame that it asks for: the first byte tells. */
async function inflating(body: Readable): Promise<Decoder> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const first = await chunks.next()
  const isFramed = first.done === true || ((first.value[0] ?? 0) & 0x0f) === 8
  const source = (async function* () {
    if (first.done === true) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => chunks }
  })()
  return { source, transform: isFramed ? createInflate() : createInflateRaw() }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI')
}
