import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSignature, signatureOf, WeChatCipher } from '../../server/channels/wechat/wechat-cipher.js'
import { AES_KEY, APP_ID } from './wechat-deliveries.js'

const cipher = new WeChatCipher(AES_KEY, APP_ID)

/** By the words of the platform's documentation, apart from the code under test. */
function sealedByHand(message: string, appId: string, padding?: number): string {
  const key = Buffer.from(`${AES_KEY}=`, 'base64')
  const body = Buffer.from(message)
  const length = Buffer.from([0, 0, body.length >> 8, body.length & 255])
  const plain = Buffer.concat([Buffer.from('0123456789abcdef'), length, body, Buffer.from(appId)])
  const pad = 32 - (plain.length % 32)
  const aes = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    aes.update(Buffer.concat([plain, Buffer.alloc(pad, padding ?? pad)])),
    aes.final(),
  ]).toString('base64')
}

describe('WeChat’s encryption', () => {
  it('brings every message back, and to no other app', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '字', '😀', '\0', ']]>'), maxLength: 300 }),
        text => {
          const sealed = cipher.encrypt(text)
          expect(Buffer.from(sealed, 'base64').length % 32).toBe(0)
          expect(cipher.decrypt(sealed)).toBe(text)
          expect(new WeChatCipher(AES_KEY, 'wx_other').decrypt(sealed)).toBeUndefined()
        },
      ),
      { seed: 7, numRuns: 25 },
    )
  })

  it('is that of the documentation', () => {
    expect(cipher.decrypt(sealedByHand('<xml>你好</xml>', APP_ID))).toBe('<xml>你好</xml>')
    // Whole blocks get a block of padding.
    expect(cipher.decrypt(sealedByHand('x'.repeat(64 - 20 - APP_ID.length), APP_ID))).toHaveLength(26)
  })

  it.each([
    ['nothing', ''],
    ['no base64', '***'],
    ['half a block', Buffer.alloc(24).toString('base64')],
    ['noise', Buffer.alloc(64, 7).toString('base64')],
    ['padding out of range', sealedByHand('a', APP_ID, 77)],
    ['padding of nothing', sealedByHand('a', APP_ID, 0)],
    ['an app id that goes on', sealedByHand('a', `${APP_ID}x`)],
  ])('refuses %s', (_name, sealed) => {
    expect(cipher.decrypt(sealed)).toBeUndefined()
  })

  it('signs the sorted parts', () => {
    // echo -n 12345abctoken | sha1sum
    expect(signatureOf('token', 'abc', '12345')).toBe('40f0432bd307644fbb6bc13f915888d4fca29cad')
    expect(isSignature('40f0', '40f0432bd307644fbb6bc13f915888d4fca29cad')).toBe(false)
    expect(isSignature(undefined, signatureOf())).toBe(false)
  })
})
