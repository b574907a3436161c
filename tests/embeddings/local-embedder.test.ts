import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../core/package-root.js'
import type { Embedder } from '../../embeddings/embedder.js'
import { createLocalEmbedder, type LocalEmbedderOptions } from '../../embeddings/local-embedder.js'
import { cosine, embedderContract } from '../contracts/embedder-contract.js'

const builtIn = join(packageRoot(), 'embeddings', 'models', 'youju-zh-small')
const options: LocalEmbedderOptions = {
  model: 'youju-zh-small',
  hub: { enabled: false, endpoint: 'https://huggingface.co', folder: '/nowhere' },
  workers: 1,
  threads: 1,
  batchTokens: 512,
  queryCacheEntries: 10,
}

// int8 activations are scaled over a whole run, so neighbours shift a vector a little.
embedderContract('The local embedder with the built-in model', () => createLocalEmbedder(options), {
  minCosineAmongOthers: 0.98,
})
embedderContract(
  'The local embedder on two threads, each text alone',
  () => createLocalEmbedder({ ...options, workers: 2, batchTokens: 1 }),
  { minCosineAmongOthers: 0.999_999 },
)

describe('The built-in model', () => {
  let embedder: Embedder
  beforeAll(async () => {
    embedder = await createLocalEmbedder(options)
  })
  afterAll(async () => {
    await embedder.close()
  })

  it('answers a query while many passages wait', async () => {
    const order: string[] = []
    const passages = embedder.embed(Array(300).fill('天气预报说明天下雨。'.repeat(20)) as string[], 'passage')
    const query = embedder.embed(['明天下雨吗'], 'query')
    await Promise.all([passages.then(() => order.push('passages')), query.then(() => order.push('query'))])
    expect(order).toEqual(['query', 'passages'])
  })

  it('reads a long text up to its limit and no further', async () => {
    const head = '市民服务热线每天二十四小时开通。'.repeat(40)
    const [withTail, withOther] = await embedder.embed([`${head}甲乙丙丁`, `${head}戊己庚辛`], 'passage')
    expect(withTail).toEqual(withOther)
  })

  it('sees that a paraphrase is nearer than another subject', async () => {
    const [question, near, far] = await embedder.embed(
      ['地铁几点停运', '地铁末班车发车时间为晚上十一点。', '鸡蛋羹要用温水调匀再蒸。'],
      'passage',
    )
    const paraphrase = cosine(question ?? new Float32Array(), near ?? new Float32Array())
    expect(paraphrase).toBeGreaterThan(cosine(question ?? new Float32Array(), far ?? new Float32Array()))
  })
})

describe('A damaged model folder', () => {
  let folder: string
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  async function damaged(damage: (folder: string) => Promise<void>): Promise<Promise<Embedder>> {
    folder = await mkdtemp(join(tmpdir(), 'youju-damaged-'))
    await cp(builtIn, folder, { recursive: true })
    await damage(folder)
    return createLocalEmbedder({ ...options, model: folder })
  }

  it.each([
    ['weights cut short', (model: string) => truncate(join(model, 'onnx/model_quantized.onnx'), 100_000)],
    ['empty weights', (model: string) => truncate(join(model, 'onnx/model_quantized.onnx'), 0)],
    ['a tokenizer that is none', (model: string) => writeFile(join(model, 'tokenizer.json'), '{}')],
    ['a wrong dimension', (model: string) => writeFile(join(model, 'youju.json'), '{"dimensions": 7}')],
  ])('is refused: %s', async (_, damage) => {
    await expect(damaged(damage)).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('YOUJU_EMBEDDING_MODEL') as string,
    })
  })
})
