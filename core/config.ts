import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { AppError } from './errors.js'

const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform(value => value === 'on')

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)

/** Its default depends on more than the machine. */
const optionalInteger = (min: number, max: number) => z.coerce.number().int().min(min).max(max).optional()

/** Every setting, with its default and range. `.env.example` explains each; a test keeps both equal. */
const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(3000, 0, 65535),
  YOUJU_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  YOUJU_DATA_DIR: z.string().min(1).default('./data'),
  YOUJU_SAMPLES: onOff('on'),
  YOUJU_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  YOUJU_LOG_QUESTIONS: onOff('off'),
  YOUJU_EMBEDDING_MODEL: z.string().min(1).default('youju-zh-small'),
  YOUJU_EMBEDDING_HUB: onOff('off'),
  HF_ENDPOINT: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
  YOUJU_EMBEDDING_WORKERS: optionalInteger(1, 16),
  YOUJU_EMBEDDING_THREADS: optionalInteger(1, 64),
  YOUJU_EMBEDDING_BATCH_TOKENS: integer(256, 64, 65536),
  YOUJU_EMBEDDING_QUERY_CACHE_ENTRIES: integer(1000, 0, 1_000_000),
  YOUJU_INGEST_BATCH_PASSAGES: integer(128, 1, 4096),
  YOUJU_READER_PROCESSES: integer(3, 1, 8),
  YOUJU_READER_MEMORY_MIB: integer(768, 256, 65_536),
  YOUJU_READER_TIMEOUT_MS: integer(60_000, 1000, 3_600_000),
  YOUJU_UPLOAD_MAX_BYTES: integer(2_147_483_648, 1024, 1_099_511_627_776),
  YOUJU_UPLOAD_FILE_MAX_BYTES: integer(536_870_912, 1024, 1_099_511_627_776),
  YOUJU_UPLOAD_MAX_FILES: integer(10_000, 1, 1_000_000),
  YOUJU_UPLOAD_RETRY_DAYS: integer(7, 0, 3650),
  YOUJU_UPLOAD_RETRY_MAX_BYTES: integer(2_147_483_648, 0, 1_099_511_627_776),
  YOUJU_UPLOAD_TIMEOUT_MS: integer(1_800_000, 1000, 86_400_000),
  YOUJU_BODY_MAX_BYTES: integer(33_554_432, 1024, 1_073_741_824),
  YOUJU_DOCUMENT_MAX_CHARACTERS: integer(5_000_000, 1000, 50_000_000),
  YOUJU_QUESTION_MAX_CHARACTERS: integer(1000, 10, 10_000),
  YOUJU_CONCURRENT_REQUESTS: integer(32, 1, 10_000),
  YOUJU_CONCURRENT_SEARCHES: integer(Math.min(16, availableParallelism() + 1), 1, 10_000),
  YOUJU_QUESTION_WAIT_MS: integer(20, 0, 60_000),
  YOUJU_KEY_REQUESTS_PER_MINUTE: integer(3000, 0, 10_000_000),
  YOUJU_SITE_REQUESTS_PER_MINUTE: integer(1200, 0, 10_000_000),
  YOUJU_VISITOR_REQUESTS_PER_MINUTE: integer(30, 0, 10_000_000),
  YOUJU_ADDRESS_REQUESTS_PER_MINUTE: integer(300, 0, 10_000_000),
  YOUJU_KEY_MODEL_TOKENS_PER_DAY: integer(0, 0, 1_000_000_000_000),
  YOUJU_VISITOR_MODEL_TOKENS_PER_DAY: integer(200_000, 0, 1_000_000_000_000),
  YOUJU_ADDRESS_MODEL_TOKENS_PER_DAY: integer(2_000_000, 0, 1_000_000_000_000),
  YOUJU_TRUSTED_PROXIES: z.string().max(10_000).default(''),
  YOUJU_REQUEST_TIMEOUT_MS: integer(60_000, 1000, 3_600_000),
  YOUJU_SHUTDOWN_TIMEOUT_MS: integer(25_000, 100, 600_000),
  YOUJU_ANSWER_MIN_CONFIDENCE: z.coerce.number().min(0).max(1).default(0.25),
  YOUJU_DISK_MIN_FREE_MB: integer(256, 0, 100_000_000),
  YOUJU_ANSWER_RETENTION_DAYS: integer(90, 1, 36_500),
  YOUJU_JOB_RETENTION_DAYS: integer(30, 1, 36_500),
  YOUJU_FETCH_ALLOWED_HOSTS: z.string().max(10_000).default(''),
  YOUJU_FETCH_USER_AGENT: z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/, 'Must be 1-200 printable ASCII characters')
    .default('YoujuBot/1.0'),
  YOUJU_FETCH_ROBOTS: onOff('on'),
  YOUJU_FETCH_DELAY_MS: integer(1000, 0, 600_000),
  YOUJU_FETCH_MAX_BYTES: integer(33_554_432, 1024, 1_073_741_824),
  YOUJU_FETCH_TIMEOUT_MS: integer(30_000, 100, 3_600_000),
  YOUJU_METRICS_ROLE: z.enum(['anyone', 'reader', 'writer', 'admin']).default('admin'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  YOUJU_AUDIT_RETENTION_DAYS: integer(365, 1, 36_500),
  YOUJU_AUTH_FAILURES_PER_MINUTE: integer(30, 1, 100_000),
  YOUJU_LLM_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  YOUJU_LLM_MODEL: z.string().min(1).optional(),
  YOUJU_LLM_API_KEY: z.string().min(1).optional(),
  YOUJU_LLM_TIMEOUT_MS: integer(30_000, 100, 600_000),
  YOUJU_LLM_MAX_OUTPUT_TOKENS: integer(2048, 64, 65_536),
  YOUJU_LLM_TEMPERATURE: z.coerce.number().min(0).max(2).default(0),
  YOUJU_LLM_CONTEXT_CHARACTERS: integer(6000, 500, 500_000),
  YOUJU_LLM_CONCURRENT_REQUESTS: integer(4, 1, 1000),
  YOUJU_RERANK_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  YOUJU_RERANK_MODEL: z.string().min(1).optional(),
  YOUJU_RERANK_API_KEY: z.string().min(1).optional(),
  YOUJU_RERANK_TIMEOUT_MS: integer(2000, 50, 60_000),
  YOUJU_UNSUPPORTED: z.enum(['drop', 'mark']).default('drop'),
  YOUJU_CONVERSATION_TURNS: integer(10, 0, 100),
  YOUJU_CONVERSATION_MINUTES: integer(60, 1, 10_080),
})

export type Environment = z.infer<typeof schema>
export interface Config extends Readonly<Environment> {
  /** Absolute. */
  readonly dataDir: string
  /** Addresses and networks of `YOUJU_TRUSTED_PROXIES`. */
  readonly trustedProxies: string[]
}

export const SETTING_NAMES = Object.keys(schema.shape) as readonly (keyof Environment)[]

/**
 * Reads and checks the settings. An empty value counts as not set.
 * @throws {AppError} `invalid_config`, naming each setting that is wrong and what it takes
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    SETTING_NAMES.flatMap(name => {
      const value = environment[name]
      return value === undefined || value.trim() === '' ? [] : [[name, value.trim()]]
    }),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
    throw new AppError(
      'invalid_config',
      `Check these settings (.env.example lists them): ${lines.join('; ')}`,
    )
  }
  const { YOUJU_LLM_BASE_URL: baseUrl, YOUJU_LLM_MODEL: model } = parsed.data
  if ((baseUrl === undefined) !== (model === undefined)) {
    throw new AppError(
      'invalid_config',
      'Set both YOUJU_LLM_BASE_URL and YOUJU_LLM_MODEL, or neither: answers are then quoted without a language model.',
    )
  }
  if ((parsed.data.YOUJU_RERANK_BASE_URL === undefined) !== (parsed.data.YOUJU_RERANK_MODEL === undefined)) {
    throw new AppError(
      'invalid_config',
      'Set both YOUJU_RERANK_BASE_URL and YOUJU_RERANK_MODEL, or neither: results are then not read again.',
    )
  }
  const trustedProxies = readNetworks(parsed.data.YOUJU_TRUSTED_PROXIES)
  return Object.freeze({ ...parsed.data, dataDir: resolve(parsed.data.YOUJU_DATA_DIR), trustedProxies })
}

/** @throws {AppError} `invalid_config` */
function readNetworks(list: string): string[] {
  const networks = list.split(',').flatMap(item => item.trim() || [])
  const wrong = networks.find(network => !ipaddr.isValid(network) && !ipaddr.isValidCIDR(network))
  if (wrong === undefined) return networks
  throw new AppError(
    'invalid_config',
    `YOUJU_TRUSTED_PROXIES: "${wrong}" is not an address or a network such as 10.1.0.0/16.`,
  )
}
