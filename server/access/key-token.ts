import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 32
const ID_BYTES = 9
const KEY_TOKEN = /^yk_([0-9a-f]{18})_([A-Za-z0-9_-]{43})$/

/** A key as its holder knows it, `yk_<id>_<secret>`, taken apart. */
export interface KeyToken {
  /** Of the record: `key_<id>`. */
  readonly id: string
  readonly secret: string
}

export function createKeyToken(): KeyToken & { readonly token: string } {
  const name = randomBytes(ID_BYTES).toString('hex')
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { id: `key_${name}`, secret, token: `yk_${name}_${secret}` }
}

/** @returns undefined when it does not have the form of a key */
export function parseKeyToken(token: string): KeyToken | undefined {
  const [, name, secret] = KEY_TOKEN.exec(token) ?? []
  return name === undefined || secret === undefined ? undefined : { id: `key_${name}`, secret }
}

/**
 * What is kept of a secret. SHA-256 and no slow hash: a secret is 256 random bits, which nobody guesses however
 * fast they hash, and every request has to check one.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes, or any two texts, in a time that does not tell where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}
