import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BLOCK_BYTES = 32
const NOISE_BYTES = 16
const LENGTH_BYTES = 4

/** WeChat's signature: SHA-1 over the sorted parts, in hexadecimal. */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')
}

/** In constant time, whatever the lengths. */
export function isSignature(given: string | undefined, expected: string): boolean {
  const [one, other] = [given ?? '', expected].map(text => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}

/**
 * WeChat's message encryption: AES-256-CBC with the first half of the key as IV, over 16 random bytes, the length
 * of the message (4 bytes, big-endian), the message and the app id, padded to a multiple of 32 bytes by PKCS #7.
 */
export class WeChatCipher {
  private readonly key: Buffer

  /** @param encodingAesKey 43 characters of base64, as the platform's console shows it */
  constructor(
    encodingAesKey: string,
    private readonly appId: string,
  ) {
    this.key = Buffer.from(`${encodingAesKey}=`, 'base64')
    if (this.key.length !== 32) throw new RangeError('encodingAesKey must be 32 bytes in base64')
  }

  encrypt(message: string): string {
    const content = Buffer.from(message)
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32BE(content.length)
    const plain = Buffer.concat([randomBytes(NOISE_BYTES), length, content, Buffer.from(this.appId)])
    const padding = BLOCK_BYTES - (plain.length % BLOCK_BYTES)
    const cipher = createCipheriv('aes-256-cbc', this.key, this.key.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([
      cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
      cipher.final(),
    ]).toString('base64')
  }

  /** @returns undefined when it was not made with this key for this app */
  decrypt(encrypted: string): string | undefined {
    try {
      const decipher = createDecipheriv('aes-256-cbc', this.key, this.key.subarray(0, 16)).setAutoPadding(
        false,
      )
      const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
      const padding = padded.at(-1) ?? 0
      if (padding < 1 || padding > BLOCK_BYTES || padding > padded.length) return undefined
      const plain = padded.subarray(0, padded.length - padding)
      const start = NOISE_BYTES + LENGTH_BYTES
      const end = start + plain.readUInt32BE(NOISE_BYTES)
      if (end > plain.length || plain.subarray(end).toString() !== this.appId) return undefined
      return plain.subarray(start, end).toString()
    } catch {
      // Not base64, not whole blocks, or too short.
      return undefined
    }
  }
}
