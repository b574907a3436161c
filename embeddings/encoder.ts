import { AutoModel, AutoTokenizer, Tensor, env } from '@xenova/transformers'
import type { PreTrainedModel, PreTrainedTokenizer } from '@xenova/transformers'
import { planGroups } from './batch-planner.js'
import type { Model } from './model-folder.js'
import { poolRow, type TokenVectors } from './pooling.js'
import type { RunGate } from './run-gate.js'

export interface EncoderSettings {
  readonly model: Model
  /** Threads of one run; 1 or more. */
  readonly threads: number
  /** Padded tokens of one run; a single longer text runs alone. */
  readonly batchTokens: number
}

/** Tokeniser and network of one model in this thread. Local files only. */
export class Encoder {
  private constructor(
    private readonly settings: EncoderSettings,
    private readonly gate: RunGate,
    private readonly tokenizer: PreTrainedTokenizer,
    private readonly network: PreTrainedModel,
  ) {}

  /** @throws {Error} when a file is damaged, or the model's vectors have another size than stated */
  static async load(settings: EncoderSettings, gate: RunGate): Promise<Encoder> {
    const { folder, precision, dimensions } = settings.model
    env.allowRemoteModels = false
    // The library looks into its cache first: it must not find another model's file there.
    env.cacheDir = folder
    const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true })
    const network = await gate.pass(() =>
      AutoModel.from_pretrained(folder, {
        local_files_only: true,
        dtype: precision,
        session_options: sessionOptions(settings.threads),
      }),
    )
    const encoder = new Encoder(settings, gate, tokenizer, network)
    const [probe] = await encoder.encode(['probe'])
    if (probe?.length !== dimensions) {
      throw new Error(`its vectors have ${probe?.length ?? 0} dimensions, not ${dimensions}`)
    }
    return encoder
  }

  /**
   * @returns one unit-length vector per text, in order
   * @throws {Error} when the model gives no finite direction, or the thread is ending
   */
  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const tokens = texts.map(text => this.#tokenise(text))
    const vectors = new Array<Float32Array>(texts.length)
    const groups = planGroups(
      tokens.map(ids => ids.length),
      this.settings.batchTokens,
    )
    for (const group of groups) {
      const rows = group.map(position => tokens[position] ?? [])
      const output = await this.gate.pass(() => this.#run(rows))
      group.forEach((position, row) => {
        const vector = poolRow(output, row, rows[row]?.length ?? 0, this.settings.model.pooling)
        if (vector === null) throw new Error('the model gave a vector without a direction')
        vectors[position] = vector
      })
    }
    return vectors
  }

  async dispose(): Promise<void> {
    await this.network.dispose()
  }

  /** Cuts at the model's limit and, unlike the library's own truncation, keeps the closing special token. */
  #tokenise(text: string): number[] {
    const { maxTokens } = this.settings.model
    const ids = this.tokenizer.encode(text)
    if (ids.length === 0) return [this.#padId]
    if (ids.length <= maxTokens) return ids
    const last = ids.at(-1)
    if (last === undefined || !this.#specialIds.includes(last)) return ids.slice(0, maxTokens)
    return [...ids.slice(0, maxTokens - 1), last]
  }

  async #run(rows: readonly number[][]): Promise<TokenVectors> {
    const columns = Math.max(...rows.map(ids => ids.length))
    const inputIds = new BigInt64Array(rows.length * columns).fill(BigInt(this.#padId))
    const attentionMask = new BigInt64Array(rows.length * columns)
    rows.forEach((ids, row) => {
      ids.forEach((id, column) => {
        inputIds[row * columns + column] = BigInt(id)
        attentionMask[row * columns + column] = 1n
      })
    })
    const shape = [rows.length, columns]
    const output: unknown = await this.network({
      input_ids: new Tensor('int64', inputIds, shape),
      attention_mask: new Tensor('int64', attentionMask, shape),
    })
    return readTokenVectors(output, this.settings.model.pooling === 'mean' ? columns : 1)
  }

  /** Some tokenisers have none, against the library's types; padding is masked, so any id will do. */
  get #padId(): number {
    return Number.isInteger(this.tokenizer.pad_token_id) ? this.tokenizer.pad_token_id : 0
  }

  get #specialIds(): readonly number[] {
    return this.tokenizer.all_special_ids
  }
}

/**
 * Waiting threads sleep instead of spinning: spinning took twice the processor time a text and ran three times
 * slower on a busy machine. Matrices that a model keeps as bytes but multiplies in float32 are widened once, while it
 * is loaded; left to itself the runtime widens them in every run, which takes a sixth longer
 * (docs/decisions/0001-transformers-package.md).
 */
function sessionOptions(threads: number) {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential' as const,
    extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: '0' } } },
  }
}

/**
 * @param minColumns tokens that pooling needs: a model that pools by its first token may give only that one
 * @throws {Error} when the output is of another kind
 */
function readTokenVectors(output: unknown, minColumns: number): TokenVectors {
  const states =
    typeof output === 'object' && output !== null && 'last_hidden_state' in output
      ? output.last_hidden_state
      : undefined
  if (!(states instanceof Tensor)) throw new Error('it has no output named last_hidden_state')
  const data: unknown = states.data
  const [, columns, dimensions] = states.dims
  if (
    !(data instanceof Float32Array) ||
    columns === undefined ||
    dimensions === undefined ||
    columns < minColumns
  ) {
    throw new Error('its last_hidden_state is not texts x tokens x dimensions of 32-bit numbers')
  }
  return { data, columns, dimensions }
}
