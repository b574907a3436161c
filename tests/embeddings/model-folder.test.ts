import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readModelFolder } from '../../embeddings/model-folder.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-model-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function write(files: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), content)
  }
}

const foreign = {
  'config.json': '{"hidden_size": 384, "max_position_embeddings": 256}',
  'tokenizer.json': '{}',
  'tokenizer_config.json': '{"model_max_length": 1e30}',
  'onnx/model_quantized.onnx': 'weights',
}

describe('readModelFolder', () => {
  it('derives what a model from elsewhere needs: mean pooling, no prefixes, its own limits', async () => {
    await write(foreign)
    expect(await readModelFolder(folder)).toMatchObject({
      folder,
      precision: 'q8',
      dimensions: 384,
      pooling: 'mean',
      queryPrefix: '',
      passagePrefix: '',
      maxTokens: 256,
    })
  })

  it("follows sentence-transformers' pooling and prompts", async () => {
    await write({
      ...foreign,
      '1_Pooling/config.json': '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}',
      'config_sentence_transformers.json': '{"prompts": {"query": "query: ", "document": "passage: "}}',
    })
    const model = await readModelFolder(folder)
    expect(model).toMatchObject({ pooling: 'cls', queryPrefix: 'query: ', passagePrefix: 'passage: ' })
  })

  it('lets youju.json overrule the rest', async () => {
    await write({
      ...foreign,
      '1_Pooling/config.json': '{"pooling_mode_mean_tokens": true}',
      'youju.json':
        '{"id": "ours", "dimensions": 64, "pooling": "cls", "queryPrefix": "问：", "maxTokens": 128}',
    })
    const model = await readModelFolder(folder)
    expect(model).toMatchObject({ dimensions: 64, pooling: 'cls', queryPrefix: '问：', maxTokens: 128 })
    expect(model.id).toMatch(/^ours:cls:[0-9a-f]{12}$/)
  })

  it('uses unquantised weights when there are no others', async () => {
    const { 'onnx/model_quantized.onnx': weights, ...rest } = foreign
    await write({ ...rest, 'onnx/model.onnx': weights })
    expect((await readModelFolder(folder)).precision).toBe('fp32')
  })

  it('keeps its id over two readings', async () => {
    await write(foreign)
    expect((await readModelFolder(folder)).id).toBe((await readModelFolder(folder)).id)
  })

  it.each([
    ['weights', 'onnx/model_quantized.onnx', 'other weights'],
    ['vocabulary', 'tokenizer.json', '{"other": true}'],
    ['pooling', 'youju.json', '{"pooling": "cls"}'],
    ['prefixes', 'youju.json', '{"passagePrefix": "passage: "}'],
    ['length limit', 'youju.json', '{"maxTokens": 64}'],
  ])('has another id with other %s', async (_, file, content) => {
    await write(foreign)
    const before = (await readModelFolder(folder)).id
    await write({ [file]: content })
    expect((await readModelFolder(folder)).id).not.toBe(before)
  })

  it.each(Object.keys(foreign))('says that %s is missing', async missing => {
    await write(Object.fromEntries(Object.entries(foreign).filter(([file]) => file !== missing)))
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining(`${missing} `) as string,
    })
  })

  it.each([
    ['youju.json', '{"pooling": "max"}', 'pooling'],
    ['youju.json', '{"normalize": false}', 'normalize'],
    ['youju.json', '{"dimensions": 0}', 'dimensions'],
    ['youju.json', 'not json', 'not readable JSON'],
    ['config.json', '{}', 'hidden_size'],
    ['1_Pooling/config.json', '{"pooling_mode_max_tokens": true}', 'pooling'],
  ])('refuses %s with %s', async (file, content, named) => {
    await write({ ...foreign, [file]: content })
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining(named) as string,
    })
  })

  it('never shows a path to the caller', async () => {
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      message: expect.not.stringContaining(folder) as string,
    })
  })
})
