import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfig, SETTING_NAMES } from '../../core/config.js'
import { packageRoot } from '../../core/package-root.js'

const example = readFileSync(join(packageRoot(), '.env.example'), 'utf8')

/** Each setting of the example with the comment above it. */
const blocks = example
  .split('\n\n')
  .filter(block => /^[A-Z_]+=/m.test(block))
  .map(block => {
    const lines = block.trim().split('\n')
    const comment = lines.filter(line => line.startsWith('#')).join(' ')
    return { name: /^([A-Z_]+)=/.exec(lines.at(-1) ?? '')?.[1] ?? '', comment }
  })
const ranged = blocks.flatMap(({ name, comment }) => {
  const range = /Range (\d+)-(\d+)\.$/.exec(comment)
  return range === null ? [] : [{ name, min: Number(range[1]), max: Number(range[2]) }]
})

describe('.env.example', () => {
  it('holds exactly the settings, in order, each explained', () => {
    expect(blocks.map(({ name }) => name)).toEqual(SETTING_NAMES)
    for (const { name, comment } of blocks) expect(comment.length, name).toBeGreaterThan(20)
  })

  it('gives the defaults', () => {
    expect(readConfig(parseEnv(example) as Record<string, string>)).toEqual(readConfig({}))
    const empty = Object.entries(parseEnv(example)).filter(([, value]) => value === '')
    expect(empty.map(([name]) => name).sort()).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'YOUJU_CONCURRENT_SEARCHES',
      'YOUJU_EMBEDDING_THREADS',
      'YOUJU_EMBEDDING_WORKERS',
      'YOUJU_FETCH_ALLOWED_HOSTS',
      'YOUJU_LLM_API_KEY',
      'YOUJU_LLM_BASE_URL',
      'YOUJU_LLM_MODEL',
      'YOUJU_PUBLIC_URL',
      'YOUJU_RERANK_API_KEY',
      'YOUJU_RERANK_BASE_URL',
      'YOUJU_RERANK_MODEL',
      'YOUJU_TRUSTED_PROXIES',
    ])
  })

  it('gives a range for every number', () => {
    const numbers = Object.entries(readConfig({})).filter(([, value]) => typeof value === 'number')
    // Their defaults depend on the model.
    const ofModel = ['YOUJU_EMBEDDING_WORKERS', 'YOUJU_EMBEDDING_THREADS']
    const names = ranged.map(({ name }) => name)
    expect(names.filter(name => !ofModel.includes(name))).toEqual(numbers.map(([name]) => name))
    expect(names).toEqual(expect.arrayContaining(ofModel))
  })

  it.each(ranged)('gives the range of $name', ({ name, min, max }) => {
    for (const value of [min, max]) expect(readConfig({ [name]: String(value) })).toHaveProperty(name, value)
    for (const value of [min - 1, max + 1]) {
      expect(() => readConfig({ [name]: String(value) })).toThrow(
        expect.objectContaining({
          code: 'invalid_config',
          message: expect.stringContaining(name) as string,
        }),
      )
    }
  })
})

describe('readConfig', () => {
  it('is frozen, takes an empty value as not set, and makes the data directory absolute', () => {
    const config = readConfig({ YOUJU_DATA_DIR: ' ', PORT: '' })
    expect(config).toEqual(readConfig({}))
    expect(isAbsolute(config.dataDir)).toBe(true)
    expect(Object.isFrozen(config)).toBe(true)
  })

  it.each([
    { PORT: 'http' },
    { PORT: '3000.5' },
    { YOUJU_SAMPLES: 'yes' },
    { YOUJU_LOG_LEVEL: 'loud' },
    { HF_ENDPOINT: 'ftp://mirror.example' },
    { YOUJU_ANSWER_MIN_CONFIDENCE: 'high' },
    { YOUJU_LLM_BASE_URL: 'ollama', YOUJU_LLM_MODEL: 'qwen3' },
    { YOUJU_LLM_BASE_URL: 'http://127.0.0.1:11434/v1' },
    { YOUJU_LLM_MODEL: 'qwen3' },
    { YOUJU_FETCH_USER_AGENT: 'Bot\r\nX: y' },
    { YOUJU_UNSUPPORTED: 'ignore' },
  ])('refuses %j and names the setting', environment => {
    expect(() => readConfig(environment)).toThrow(
      expect.objectContaining({
        code: 'invalid_config',
        message: expect.stringContaining(Object.keys(environment)[0] ?? '') as string,
      }),
    )
  })
})
