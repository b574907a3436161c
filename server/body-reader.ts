import { isUtf8 } from 'node:buffer'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { AppError } from '../core/errors.js'
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
  const common = { type: () => true, verify: requireUtf8 }
  const parseJson: RequestHandler = express.json({ ...common, limit: maxBytes, strict: false })
  return async (request, response, text) => {
    if (!hasBody(request)) return undefined
    const mediaTypes = text?.mediaTypes ?? ['application/json']
    if (request.is([...mediaTypes]) === false) {
      throw new AppError(
        'unsupported_media_type',
        `The body must be sent with Content-Type: ${mediaTypes.join(' or ')}.`,
      )
    }
    const parse = text === undefined ? parseJson : express.text({ ...common, limit: text.maxBytes })
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
