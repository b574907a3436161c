import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../core/errors.js'
import { poolingSchema, type Pooling } from './pooling.js'

/** What must be known to run a model as it was trained. */
export interface Model {
  /** Name, revision and pooling: `youju-zh-small@1:cls:5f3a…`. */
  readonly id: string
  /** Absolute. */
  readonly folder: string
  /** `q8`: onnx/model_quantized.onnx; `fp32`: onnx/model.onnx. */
  readonly precision: 'q8' | 'fp32'
  readonly dimensions: number
  readonly pooling: Pooling
  readonly queryPrefix: string
  readonly passagePrefix: string
  /** Longest text, specials included; what follows is cut. */
  readonly maxTokens: number
  /** Size of the file of weights. */
  readonly weightsBytes: number
}

/** `youju.json`: the facts that a model's author states. What it leaves out is derived from the other files. */
const statedSchema = z.object({
  id: z.string().min(1).optional(),
  dimensions: z.int().positive().optional(),
  pooling: poolingSchema.optional(),
  normalize: z.literal(true, 'vectors are compared by cosine: only true is supported').optional(),
  queryPrefix: z.string().optional(),
  passagePrefix: z.string().optional(),
  maxTokens: z.int().min(8).optional(),
})
const configSchema = z.object({
  hidden_size: z.int().positive().optional(),
  max_position_embeddings: z.int().positive().optional(),
})
const tokenizerConfigSchema = z.object({ model_max_length: z.number().positive().optional() })
/** sentence-transformers' 1_Pooling/config.json. */
const poolingConfigSchema = z.object({
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
})
/** sentence-transformers' config_sentence_transformers.json. */
const promptsSchema = z.object({
  prompts: z.object({ query: z.string(), passage: z.string(), document: z.string() }).partial().default({}),
})

/** What most encoders were trained with; longer input is slow and rarely better. */
const USUAL_MAX_TOKENS = 512
const REVISION_HEX_DIGITS = 12

const WEIGHTS = { q8: 'onnx/model_quantized.onnx', fp32: 'onnx/model.onnx' } as const

/** What a model folder must hold; `onnx/model.onnx` may stand for the quantised file. */
export const REQUIRED_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
] as const
export const OPTIONAL_FILES = [
  'youju.json',
  '1_Pooling/config.json',
  'config_sentence_transformers.json',
] as const

/**
 * Reads a model folder's small files and hashes its weights. What `youju.json` states goes first; then the
 * files that sentence-transformers writes; then mean pooling, no prefixes and at most 512 tokens.
 * @throws {AppError} `model_unavailable`, naming what is missing or wrong
 */
export async function readModelFolder(folder: string): Promise<Model> {
  const precision = await findPrecision(folder)
  const stated = (await readJson(folder, 'youju.json', statedSchema)) ?? {}
  const config = await requireJson(folder, 'config.json', configSchema)
  const tokenizerConfig = await requireJson(folder, 'tokenizer_config.json', tokenizerConfigSchema)
  const { prompts } = (await readJson(folder, 'config_sentence_transformers.json', promptsSchema)) ?? {
    prompts: {},
  }
  const dimensions = stated.dimensions ?? config.hidden_size
  if (dimensions === undefined)
    throw unusable('config.json has no hidden_size; state dimensions in youju.json')
  const facts = {
    dimensions,
    pooling: stated.pooling ?? (await derivePooling(folder)),
    queryPrefix: stated.queryPrefix ?? prompts.query ?? '',
    passagePrefix: stated.passagePrefix ?? prompts.passage ?? prompts.document ?? '',
    maxTokens:
      stated.maxTokens ??
      Math.min(
        tokenizerConfig.model_max_length ?? USUAL_MAX_TOKENS,
        config.max_position_embeddings ?? USUAL_MAX_TOKENS,
        USUAL_MAX_TOKENS,
      ),
  }
  const revision = await hashRevision(folder, precision, facts)
  const id = `${stated.id ?? basename(folder)}:${facts.pooling}:${revision}`
  const { size: weightsBytes } = await stat(join(folder, WEIGHTS[precision]))
  return { id, folder, precision, weightsBytes, ...facts }
}

async function findPrecision(folder: string): Promise<Model['precision']> {
  for (const precision of ['q8', 'fp32'] as const)
    if (await exists(join(folder, WEIGHTS[precision]))) return precision
  throw unusable(`${WEIGHTS.q8} (or ${WEIGHTS.fp32}) is missing`)
}

async function derivePooling(folder: string): Promise<Pooling> {
  const config = await readJson(folder, '1_Pooling/config.json', poolingConfigSchema)
  if (config === undefined || config.pooling_mode_mean_tokens) return 'mean'
  if (config.pooling_mode_cls_token) return 'cls'
  throw unusable('1_Pooling/config.json asks for a pooling other than the first token or the mean')
}

/** Whatever changes a vector changes the revision: weights, tokeniser, and the rules of use. */
async function hashRevision(folder: string, precision: Model['precision'], facts: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const file of ['tokenizer.json', 'tokenizer_config.json', WEIGHTS[precision]]) {
    if (!(await exists(join(folder, file)))) throw unusable(`${file} is missing`)
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk as Buffer)
  }
  return hash.digest('hex').slice(0, REVISION_HEX_DIGITS)
}

async function requireJson<Value>(folder: string, file: string, schema: z.ZodType<Value>): Promise<Value> {
  const value = await readJson(folder, file, schema)
  if (value === undefined) throw unusable(`${file} is missing`)
  return value
}

/** @returns undefined when there is no such file */
async function readJson<Value>(
  folder: string,
  file: string,
  schema: z.ZodType<Value>,
): Promise<Value | undefined> {
  if (!(await exists(join(folder, file)))) return undefined
  let content: unknown
  try {
    content = JSON.parse(await readFile(join(folder, file), 'utf8'))
  } catch (cause) {
    throw unusable(`${file} is not readable JSON`, cause)
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  throw unusable(`${file}: ${problems.join('; ')}`, parsed.error)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function unusable(problem: string, cause?: unknown): AppError {
  return new AppError(
    'model_unavailable',
    `The embedding model's folder cannot be used: ${problem}. A folder needs config.json, tokenizer.json, ` +
      'tokenizer_config.json and onnx/model_quantized.onnx; check YOUJU_EMBEDDING_MODEL.',
    { cause },
  )
}
