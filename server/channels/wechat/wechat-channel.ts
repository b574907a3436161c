import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../core/errors.js'
import type { Channel, ChannelMessage, Delivery, MessageKind, Proven } from '../channel.js'
import type { WeChatAccount } from '../channel-settings.js'
import { isSignature, signatureOf, WeChatCipher } from './wechat-cipher.js'
import { readWeChatXml, writeWeChatXml } from './wechat-xml.js'

/** As the platform documents it for passive replies. */
const MAX_REPLY_BYTES = 2048
const REPLAY_WINDOW_MS = 5 * 60_000

const text = z.string().min(1).max(20_000)
const messageShape = z.object({
  ToUserName: text,
  FromUserName: text,
  CreateTime: z.string().regex(/^\d{1,12}$/),
  MsgType: text,
  Content: z.string().optional(),
  /** What the platform heard in a voice message, where the account has that turned on. */
  Recognition: z.string().optional(),
  MsgId: z
    .string()
    .regex(/^\d{1,32}$/)
    .optional(),
  Event: z.string().max(100).optional(),
})
const envelopeShape = z.object({ Encrypt: text })

type WeChatMessage = z.output<typeof messageShape>

export interface WeChatChannelOptions {
  readonly account: Pick<WeChatAccount, 'token' | 'app_id' | 'encoding_aes_key'>
  /** Unix time of replies, milliseconds. */
  readonly nowMs: () => number
}

/** An official account of WeChat: passive replies to messages, in plain or in encrypted mode. */
export function createWeChatChannel({ account, nowMs }: WeChatChannelOptions): Channel {
  const { token, app_id: appId, encoding_aes_key: aesKey } = account
  const cipher = aesKey === undefined ? undefined : new WeChatCipher(aesKey, appId)
  return {
    maxReplyBytes: MAX_REPLY_BYTES,
    proveOwnership(delivery) {
      requireSignature(delivery, 'signature', token)
      return delivery.query['echostr'] ?? ''
    },
    async verify(delivery) {
      if (cipher === undefined) {
        requireSignature(delivery, 'signature', token)
        return { payload: delivery.body, signatureId: signatureId(delivery) }
      }
      return { payload: await decrypted(delivery, token, cipher), signatureId: signatureId(delivery) }
    },
    parse: async payload => messageOf(await readWeChatXml(payload, messageShape)),
    render(message, text) {
      // What the platform takes as heard.
      if (text === null) return 'success'
      const seconds = Math.floor(nowMs() / 1000)
      const reply = writeWeChatXml({
        ToUserName: message.userId,
        FromUserName: message.accountId,
        CreateTime: seconds,
        MsgType: 'text',
        Content: withoutMarkup(text),
      })
      return cipher === undefined ? reply : sealed(cipher.encrypt(reply), token, seconds)
    },
  }
}

/** The signature covers the encrypted message, so it is checked before a byte is decrypted. */
async function decrypted(delivery: Delivery, token: string, cipher: WeChatCipher): Promise<string> {
  const { Encrypt } = await readWeChatXml(delivery.body, envelopeShape)
  requireSignature(delivery, 'msg_signature', token, Encrypt)
  const message = cipher.decrypt(Encrypt)
  if (message === undefined) throw refused('The message was not encrypted for this account.')
  return message
}

function requireSignature(
  { query, receivedAtMs }: Delivery,
  name: 'signature' | 'msg_signature',
  ...secrets: readonly string[]
): void {
  const { timestamp = '', nonce = '' } = query
  if (!isSignature(query[name], signatureOf(...secrets, timestamp, nonce)))
    throw refused('The signature is not that of the platform.')
  const ageMs = Math.abs(receivedAtMs - Number(timestamp) * 1000)
  if (!(ageMs <= REPLAY_WINDOW_MS))
    throw refused('The message is too old, or the clock of this machine is wrong.')
}

const signatureId = ({ query }: Delivery): Proven['signatureId'] =>
  `${query['timestamp'] ?? ''}.${query['nonce'] ?? ''}`

function sealed(encrypted: string, token: string, seconds: number): string {
  const nonce = randomBytes(8).toString('hex')
  return writeWeChatXml({
    Encrypt: encrypted,
    MsgSignature: signatureOf(token, String(seconds), nonce, encrypted),
    TimeStamp: seconds,
    Nonce: nonce,
  })
}

const EVENTS: Readonly<Record<string, MessageKind | undefined>> = {
  subscribe: 'arrival',
  unsubscribe: 'departure',
}

function messageOf(message: WeChatMessage): ChannelMessage {
  const { ToUserName, FromUserName, CreateTime, MsgType, MsgId, Event = '' } = message
  const said = MsgType === 'text' ? message.Content : MsgType === 'voice' ? message.Recognition : undefined
  const isHeard = MsgType === 'text' || (said ?? '') !== ''
  const kind = MsgType === 'event' ? (EVENTS[Event] ?? 'other') : isHeard ? 'question' : 'unreadable'
  return {
    kind,
    userId: FromUserName,
    accountId: ToUserName,
    // Events have no id of their own.
    messageId: MsgId ?? `${FromUserName}.${CreateTime}.${Event}`,
    text: kind === 'question' ? (said ?? '') : '',
  }
}

/** The app shows `<a href>` in a text as a link: a document must not be able to place one. */
const withoutMarkup = (content: string) => content.replaceAll(/<(?=[a-z/!])/gi, '＜')

function refused(message: string): AppError {
  return new AppError('forbidden', message)
}
