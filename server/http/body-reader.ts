import { isUtf8 } from 'node:buffer'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { AppError } from '../../core/errors.js'
import { hasBody } from './arrival.js'
import type { TextBody } from './route.js'

/**
 * Reads and parses a JSON body of at most `maxBytes`, counted after decompression; or a text, where a route takes
 * one.
 * @returns undefined when the request has no body
 * @throws {AppError} `unsupported_media_type`
 * @throws the parser's errors, which problem.ts translates
 */
export type BodyReader = (request: Request, response: Response, text?: TextBody) => Promise<unknown>

export function createBodyReader(maxBytes: number): BodyReader {
  const common = { type: () => true }
  const parseJson: RequestHandler = express.json({
    ...common,
    limit: maxBytes,
    strict: false,
    verify: requireShallowJson,
  })
  return async (request, response, text) => {
    if (!hasBody(request)) return undefined
    const mediaTypes = text?.mediaTypes ?? ['application/json']
    if (request.is([...mediaTypes]) === false) {
      throw new AppError(
        'unsupported_media_type',
        `The body must be sent with Content-Type: ${mediaTypes.join(' or ')}.`,
      )
    }
    const parse =
      text === undefined ? parseJson : express.text({ ...common, limit: text.maxBytes, verify: requireUtf8 })
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => {
        if (error === undefined) resolve()
        else reject(error instanceof Error ? error : new Error('unreadable body', { cause: error }))
      })
    })
    return request.body as unknown
  }
}

/** Bytes of another charset would be kept as replacement characters: refuse them instead. */
function requireUtf8(_request: unknown, _response: unknown, bytes: Buffer, charset: string): void {
  if (charset.toLowerCase() !== 'utf-8' || !isUtf8(bytes)) throw new Error('not UTF-8')
}

/** Deeper than anything that is asked for. */
const MAX_DEPTH = 64
const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING: readonly number[] = [0x5b, 0x7b]
const CLOSING: readonly number[] = [0x5d, 0x7d]

function requireShallowJson(request: unknown, response: unknown, bytes: Buffer, charset: string): void {
  requireUtf8(request, response, bytes, charset)
  if (depthOf(bytes) > MAX_DEPTH) throw Object.assign(new Error('nested'), { type: 'nesting.too.deep' })
}

/** How deep brackets nest outside of strings; beyond the bound it is not looked on. Works on what is no JSON too. */
function depthOf(bytes: Buffer): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < bytes.length && deepest <= MAX_DEPTH; index++) {
    const byte = bytes[index] ?? 0
    if (byte === QUOTE) index = endOfString(bytes, index)
    else if (OPENING.includes(byte)) deepest = Math.max(deepest, ++depth)
    else if (CLOSING.includes(byte)) depth--
  }
  return deepest
}

/** Strings are most of a body: the quotes are looked for natively. @returns where its closing quote stands */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return bytes.length
}
