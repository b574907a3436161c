import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { isSameSecret } from './key-token.js'

/** What a session of the widget is bound to. */
const claimsSchema = z.strictObject({
  site: z.string(),
  /** Of the site: a rotation ends the sessions before it. */
  version: z.int(),
  origin: z.string(),
  /** Whose questions they are, within the site. */
  visitor: z.string(),
  expiresAtMs: z.int(),
})

export type SessionClaims = z.output<typeof claimsSchema>

const TOKEN = /^yw_([A-Za-z0-9_-]{1,2048})\.([A-Za-z0-9_-]{43})$/

export function signSession(claims: SessionClaims, secret: string): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `yw_${payload}.${sign(payload, secret)}`
}

/** What was signed; undefined when it was not, or not with this secret. Says nothing of its age. */
export function readSession(token: string, secret: string): SessionClaims | undefined {
  const [, payload, signature] = TOKEN.exec(token) ?? []
  if (payload === undefined || signature === undefined) return undefined
  if (!isSameSecret(signature, sign(payload, secret))) return undefined
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
  return claims.data
}

function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`youju widget session\n${payload}`).digest('base64url')
}
