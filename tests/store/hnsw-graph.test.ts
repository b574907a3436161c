import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HnswGraph } from '../../store/embedded/vectors/hnsw-graph.js'
import { temporaryDirectory } from './temporary-archive.js'
import { clusteredVectors } from './vector-corpus.js'

const DIMENSIONS = 16
const VECTORS = clusteredVectors(3000, DIMENSIONS, 1)
const vector = (index: number) => VECTORS[index] ?? new Float32Array(DIMENSIONS)

/** Each of these ends the process, wraps or is taken without a word when it reaches hnswlib-node 3.0.0. */
describe('The graph keeps from hnswlib', () => {
  const changed = (value: number) => Float32Array.from(vector(0), (own, index) => (index === 3 ? value : own))
  const bad: readonly [string, unknown][] = [
    ['NaN', changed(Number.NaN)],
    ['infinity', changed(Infinity)],
    ['zeros', new Float32Array(DIMENSIONS)],
    ['too few numbers', vector(0).slice(1)],
    ['too many numbers', new Float32Array([...vector(0), 0])],
    ['a plain list', [...vector(0)]],
    ['a list of strings', Array.from(vector(0), String)],
    ['null', null],
  ]
  it.each(bad)('a vector that is %s', (_name, value) => {
    const graph = HnswGraph.create(DIMENSIONS, 10)
    graph.add(0, vector(0))
    expect(() => {
      graph.add(1, value as Float32Array)
    }).toThrow(/^vector: /)
    expect(() => graph.search(value as Float32Array, 1)).toThrow(/^vector: /)
    expect(graph.size).toBe(1)
  })

  it.each([2 ** 32, -1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER])('the label %d', label => {
    const graph = HnswGraph.create(DIMENSIONS, 10)
    expect(() => {
      graph.add(label, vector(0))
    }).toThrow(RangeError)
  })

  it('a label twice, also after it was removed, and takes the last one there is', () => {
    const graph = HnswGraph.create(DIMENSIONS, 10)
    graph.add(2 ** 32 - 1, vector(0))
    expect(graph.search(vector(0), 1)).toMatchObject([{ passageId: 2 ** 32 - 1 }])
    graph.remove(2 ** 32 - 1)
    expect(() => {
      graph.add(2 ** 32 - 1, vector(1))
    }).toThrow(RangeError)
  })

  it('more vectors than it has room for: it grows', () => {
    const graph = HnswGraph.create(DIMENSIONS, 1)
    VECTORS.forEach((one, label) => {
      graph.add(label, one)
    })
    expect(VECTORS.every((one, label) => graph.search(one, 1)[0]?.passageId === label)).toBe(true)
  })
})

describe('While the graph is being saved', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryDirectory()
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('it answers searches, refuses changes, and the file holds what it held', async () => {
    const graph = HnswGraph.create(DIMENSIONS, VECTORS.length)
    VECTORS.slice(1).forEach((one, label) => {
      graph.add(label + 1, one)
    })
    const file = join(folder, 'graph')
    const saving = graph.save(file)
    for (const change of [
      () => {
        graph.add(0, vector(0))
      },
      () => {
        graph.remove(1)
      },
      () => {
        graph.dispose()
      },
    ])
      expect(change).toThrow('the graph is being saved')
    await expect(graph.save(file)).rejects.toThrow('the graph is being saved')
    for (let index = 1; index < 200; index++)
      expect(graph.search(vector(index), 1)).toMatchObject([{ passageId: index }])
    await saving
    graph.add(0, vector(0))
    const loaded = await HnswGraph.load(file, DIMENSIONS)
    expect(loaded.size).toBe(VECTORS.length - 1)
    expect(loaded.has(0)).toBe(false)
    for (let index = 1; index < VECTORS.length; index += 7)
      expect(loaded.search(vector(index), 1)).toMatchObject([{ passageId: index }])
  })
})
