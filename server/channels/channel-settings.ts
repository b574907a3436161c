import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../core/errors.js'

/** In the data directory: it holds secrets, and belongs to the archive whose answers go out. */
const FILE = 'channels.json'

const limit = (fallback: number, max: number) => z.int().min(1).max(max).default(fallback)
const account = {
  collections: z
    .array(z.string().regex(/^[a-z0-9_-]{1,64}$/))
    .min(1)
    .max(100)
    .describe('Everybody who follows the account may ask these'),
  language: z.enum(['zh', 'en']).default('zh').describe('Of greetings and notices'),
  greeting: z.string().min(1).max(500).optional(),
  questions_per_minute: limit(6, 600).describe('For each person'),
  questions_per_day: limit(100, 100_000).describe('For each person'),
}
const wechatAccount = z.strictObject({
  ...account,
  token: z.string().regex(/^[A-Za-z0-9]{3,32}$/),
  app_id: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  encoding_aes_key: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/)
    .optional()
    .describe('With it only encrypted messages are taken'),
})
const accountName = z.string().regex(/^[a-z0-9_-]{1,64}$/)
const settings = z.strictObject({ wechat: z.record(accountName, wechatAccount).default({}) })

export type ChannelSettings = z.output<typeof settings>
export type WeChatAccount = z.output<typeof wechatAccount>
/** What every platform's accounts have. */
export type AccountSettings = Pick<WeChatAccount, keyof typeof account>

export const NO_CHANNELS: ChannelSettings = { wechat: {} }

/** @throws {AppError} `invalid_config`, naming what is wrong; never a secret */
export function readChannelSettings(dataDir: string): ChannelSettings {
  let text: string
  try {
    text = readFileSync(join(dataDir, FILE), 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') return NO_CHANNELS
    throw new AppError('invalid_config', `${FILE} of the data directory could not be read (${code}).`)
  }
  return parseChannelSettings(text)
}

export function parseChannelSettings(text: string): ChannelSettings {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('invalid_config', `${FILE} of the data directory is not valid JSON.`)
  }
  const parsed = settings.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new AppError(
    'invalid_config',
    `Check ${FILE} of the data directory: ${wrong.slice(0, 10).join('; ')}`,
  )
}
