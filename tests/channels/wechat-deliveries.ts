import { signatureOf, WeChatCipher } from '../../server/channels/wechat/wechat-cipher.js'
import type { Sent } from '../server/test-server.js'

export const TOKEN = 'AABBtoken123'
export const APP_ID = 'wx5823bf96d3bd56c7'
export const AES_KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
export const NOW_MS = Date.parse('2026-11-24T12:00:00Z')
const SECONDS = NOW_MS / 1000

/** A text message as the platform sends it. Ids and names are invented. */
export function textMessage(content: string, more: { user?: string; id?: string } = {}): string {
  const { user = 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M', id = String(nextId++) } = more
  return `<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>
<FromUserName><![CDATA[${user}]]></FromUserName>
<CreateTime>${SECONDS}</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[${content}]]></Content>
<MsgId>${id}</MsgId>
</xml>`
}
let nextId = 7_300_000_000_000_001

export function otherMessage(type: string, elements: string, user = 'o6_other'): string {
  return `<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><FromUserName><![CDATA[${user}]]></FromUserName><CreateTime>${SECONDS}</CreateTime><MsgType><![CDATA[${type}]]></MsgType>${elements}</xml>`
}

interface Signing {
  readonly token?: string
  readonly timestamp?: number
  readonly nonce?: string
}

let nextNonce = 100_000_000

function query(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString()
}

export function signedQuery({ token = TOKEN, timestamp = SECONDS, nonce }: Signing = {}): Record<
  string,
  string
> {
  const once = nonce ?? String(nextNonce++)
  const signature = signatureOf(token, String(timestamp), once)
  return { signature, timestamp: String(timestamp), nonce: once, openid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M' }
}

export interface PlatformCall {
  readonly path: string
  readonly sent: Sent
}

const XML = { 'content-type': 'text/xml' }

export function plainCall(body: string, signing: Signing = {}, account = 'news'): PlatformCall {
  return {
    path: `/channels/wechat/${account}?${query(signedQuery(signing))}`,
    sent: { method: 'POST', body, headers: XML },
  }
}

/** As in the platform's safe mode. */
export function encryptedCall(
  body: string,
  { appId = APP_ID, aesKey = AES_KEY, ...signing }: Signing & { appId?: string; aesKey?: string } = {},
): PlatformCall {
  const encrypted = new WeChatCipher(aesKey, appId).encrypt(body)
  const fields = signedQuery(signing)
  const msg_signature = signatureOf(
    signing.token ?? TOKEN,
    fields['timestamp'] ?? '',
    fields['nonce'] ?? '',
    encrypted,
  )
  const xml = `<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return {
    path: `/channels/wechat/sealed?${query({ ...fields, encrypt_type: 'aes', msg_signature })}`,
    sent: { method: 'POST', body: xml, headers: XML },
  }
}

/** The text of an element of a reply. */
export function elementOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1]
  return found?.replaceAll(']]]]><![CDATA[>', ']]>')
}
