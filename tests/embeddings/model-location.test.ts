import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { locateModel } from '../../embeddings/model-location.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-location-'))
  await mkdir(join(folder, 'built-in'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('locateModel', () => {
  it('knows the built-in models by name', () => {
    expect(locateModel('built-in', folder)).toEqual({ kind: 'folder', folder: join(folder, 'built-in') })
  })

  it('takes a folder that exists', () => {
    expect(locateModel(folder, '/no/such/folder')).toEqual({ kind: 'folder', folder })
  })

  it('takes owner/name for a model on a hub', () => {
    expect(locateModel('BAAI/bge-small-zh-v1.5', folder)).toEqual({
      kind: 'hub',
      name: 'BAAI/bge-small-zh-v1.5',
    })
  })

  it.each(['bilt-in', '/no/such/folder', '../nowhere', 'a/b/c', './nowhere', 'owner/../name'])(
    'refuses %s and lists what there is',
    setting => {
      expect(() => locateModel(setting, folder)).toThrow(
        expect.objectContaining({
          code: 'model_unavailable',
          message: expect.stringContaining('built-in') as string,
        }) as Error,
      )
    },
  )
})
