import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchHubModel } from '../../embeddings/model-hub.js'

const PREFIX = '/owner/model/resolve/main/'
let folder: string
let server: Server
let endpoint: string
let served: Map<string, string>
let asked: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-hub-'))
  asked = []
  served = new Map([
    ['config.json', '{}'],
    ['tokenizer.json', '{}'],
    ['tokenizer_config.json', '{}'],
    ['onnx/model_quantized.onnx', 'weights'],
  ])
  server = createServer((request, response) => {
    const file = (request.url ?? '').slice(PREFIX.length)
    asked.push(file)
    const content = served.get(file)
    if (content === undefined) response.writeHead(404).end()
    else if (content === 'breaks')
      response.writeHead(200, { 'content-length': '100' }).write('half', () => request.destroy())
    else response.end(content)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

const hub = (enabled = true) => ({ enabled, endpoint, folder })

describe('fetchHubModel', () => {
  it('downloads what a model needs, and what it has of the rest', async () => {
    served.set('1_Pooling/config.json', '{"pooling_mode_cls_token": true}')
    const model = await fetchHubModel('owner/model', hub())
    expect(await readFile(join(model, 'onnx/model_quantized.onnx'), 'utf8')).toBe('weights')
    expect(await readFile(join(model, '1_Pooling/config.json'), 'utf8')).toContain('cls')
    expect(await readdir(model)).not.toContain('youju.json')
  })

  it('does not ask again for what it has, even with downloading off', async () => {
    const model = await fetchHubModel('owner/model', hub())
    const before = asked.length
    expect(await fetchHubModel('owner/model', hub(false))).toBe(model)
    expect(asked).toHaveLength(before)
  })

  it('asks nobody when downloading is off, and says how to turn it on', async () => {
    await expect(fetchHubModel('owner/model', hub(false))).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('YOUJU_EMBEDDING_HUB=on') as string,
    })
    expect(asked).toEqual([])
  })

  it('says which file the hub lacks, and keeps nothing', async () => {
    served.delete('onnx/model_quantized.onnx')
    await expect(fetchHubModel('owner/model', hub())).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('onnx/model_quantized.onnx') as string,
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('keeps nothing of a download that breaks off', async () => {
    served.set('onnx/model_quantized.onnx', 'breaks')
    await expect(fetchHubModel('owner/model', hub())).rejects.toMatchObject({ code: 'model_unavailable' })
    expect(await readdir(folder)).toEqual([])
  })

  it('says what to do when the hub cannot be reached', async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await expect(fetchHubModel('owner/model', hub())).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('HF_ENDPOINT') as string,
    })
    server.listen(0)
  })
})
