import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { createGate } from '../http/gate.js'
import type { ServerDeps } from '../deps.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import type { Channel, Delivery } from './channel.js'
import { ChannelDesk, type DeskDeps } from './channel-desk.js'
import { NO_CHANNELS, type WeChatAccount } from './channel-settings.js'
import { createWeChatChannel } from './wechat/wechat-channel.js'

/** The platform gives up after five seconds; the rest is for the way. */
const REPLY_WITHIN_MS = 4500
const MAX_MESSAGE_BYTES = 65_536
/** A place is waited for longer than a page would: the platform is answered in time all the same. */
const GATE_MAX_WAIT_MS = 10_000

type Deps = DeskDeps & Pick<ServerDeps, 'channels' | 'channelReplyMs'>

interface Account {
  readonly channel: Channel
  readonly desk: ChannelDesk
}

const short = z.string().max(256)
const signed = { timestamp: short, nonce: short }
const wechatPath = z.strictObject({ account: z.string().regex(/^[a-z0-9_-]{1,64}$/) })
// The platform may add parameters.
const proofQuery = z.object({ ...signed, signature: short, echostr: short })
const messageQuery = z.object({
  ...signed,
  signature: short.optional(),
  msg_signature: short.optional(),
})

const MESSAGE_EXAMPLE =
  '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o_1]]></FromUserName>' +
  '<CreateTime>1740879000</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
  '<Content><![CDATA[图书馆几点开门？]]></Content><MsgId>1</MsgId></xml>'
const REPLY_EXAMPLE =
  '<xml><ToUserName><![CDATA[o_1]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>' +
  '<CreateTime>1740879001</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
  '<Content><![CDATA[周一闭馆。 [1]]]></Content></xml>'

/** The callbacks of chat platforms. Whoever calls proves by a signature that it is the platform. */
export function channelRoutes(deps: Deps): Route[] {
  const accounts = openAccounts(deps)
  const accountOf = (name: string): Account => {
    const account = accounts.get(name)
    if (account !== undefined) return account
    throw new AppError('channel_not_found', 'There is no channel of that name: see channels.json.')
  }
  const deliveryOf = (query: Delivery['query'], body: string): Delivery => ({
    query,
    body,
    receivedAtMs: deps.clock.now().getTime(),
  })
  const callback = {
    path: '/channels/wechat/{account}',
    tag: 'Channels',
    role: 'anyone',
    params: wechatPath,
    errors: ['channel_not_found'],
  } as const
  return [
    defineRoute({
      ...callback,
      method: 'get',
      operationId: 'proveWeChatChannel',
      summary: 'Prove to WeChat that this address is ours',
      query: proofQuery,
      responses: {
        200: {
          description: '`echostr`, when the signature is WeChat’s',
          body: 'PlainText',
          mediaType: 'text/plain',
          example: '5837397520665436493',
        },
      },
      handle: ({ params, query }) =>
        reply(200, accountOf(params.account).channel.proveOwnership(deliveryOf(query, ''))),
    }),
    defineRoute({
      ...callback,
      method: 'post',
      operationId: 'receiveWeChatMessage',
      summary: 'Answer a message of a WeChat official account',
      description:
        'In plain or, with `encoding_aes_key`, encrypted mode. A message that is delivered again gets the same ' +
        'answer. What takes longer than 4.5 s is answered when the person writes again.',
      query: messageQuery,
      body: {
        name: 'WeChatPost',
        schema: z.string().describe('WeChat’s XML'),
        example: MESSAGE_EXAMPLE,
        text: { mediaTypes: ['text/xml', 'application/xml'], maxBytes: MAX_MESSAGE_BYTES },
      },
      responses: {
        200: {
          description: 'A passive reply in WeChat’s XML, or `success`',
          body: 'PlainText',
          mediaType: 'application/xml',
          example: REPLY_EXAMPLE,
        },
      },
      async handle({ params, query, body }) {
        const { channel, desk } = accountOf(params.account)
        const { payload, signatureId } = await channel.verify(deliveryOf(query, body))
        const message = await channel.parse(payload)
        return reply(200, channel.render(message, await desk.receive(message, signatureId)))
      },
    }),
  ]
}

function openAccounts(deps: Deps): Map<string, Account> {
  const { wechat } = deps.channels ?? NO_CHANNELS
  const atOnce = Math.ceil(deps.config.YOUJU_CONCURRENT_REQUESTS / 4)
  const gate = createGate({ maxRunning: atOnce, maxHeld: 5 * atOnce, maxWaitMs: GATE_MAX_WAIT_MS })
  const open = (name: string, account: WeChatAccount): Account => {
    const channel = createWeChatChannel({ account, nowMs: () => deps.clock.now().getTime() })
    const desk = new ChannelDesk(deps, {
      name: `wechat/${name}`,
      settings: account,
      secret: account.token,
      maxReplyBytes: channel.maxReplyBytes,
      replyWithinMs: deps.channelReplyMs ?? REPLY_WITHIN_MS,
      gate,
    })
    return { channel, desk }
  }
  return new Map(Object.entries(wechat).map(([name, account]) => [name, open(name, account)]))
}
