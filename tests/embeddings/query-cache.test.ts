import { describe, expect, it } from 'vitest'
import { QueryCache } from '../../embeddings/query-cache.js'

/** Counts computations; each waits until it is told how to end. */
class Computations {
  readonly begun: {
    finish: (vector: Float32Array) => void
    fail: (error: Error) => void
    signal: AbortSignal
  }[] = []

  readonly compute = (signal: AbortSignal): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      this.begun.push({ finish: resolve, fail: reject, signal })
    })
}

const immediately = (value: number) => () => Promise.resolve(Float32Array.of(value))
const never = (): Promise<Float32Array> => Promise.reject(new Error('must be known'))

describe('QueryCache', () => {
  it('answers a known text without computing', async () => {
    const cache = new QueryCache(2)
    await cache.get('a', immediately(1))
    expect(await cache.get('a', never)).toEqual(Float32Array.of(1))
  })

  it('gives every caller a copy of its own', async () => {
    const cache = new QueryCache(2)
    const first = await cache.get('a', immediately(1))
    first[0] = 99
    expect(await cache.get('a', never)).toEqual(Float32Array.of(1))
  })

  it('forgets what was used least recently', async () => {
    const cache = new QueryCache(2)
    await cache.get('a', immediately(1))
    await cache.get('b', immediately(2))
    await cache.get('a', never)
    await cache.get('c', immediately(3))
    expect(await cache.get('a', never)).toEqual(Float32Array.of(1))
    expect(await cache.get('b', immediately(20))).toEqual(Float32Array.of(20))
  })

  it('remembers nothing with room for 0', async () => {
    const cache = new QueryCache(0)
    await cache.get('a', immediately(1))
    expect(await cache.get('a', immediately(2))).toEqual(Float32Array.of(2))
  })

  it('computes once for callers who ask at the same time', async () => {
    const cache = new QueryCache(2)
    const computations = new Computations()
    const answers = Promise.all([cache.get('a', computations.compute), cache.get('a', computations.compute)])
    expect(computations.begun).toHaveLength(1)
    computations.begun[0]?.finish(Float32Array.of(7))
    expect(await answers).toEqual([Float32Array.of(7), Float32Array.of(7)])
  })

  it('does not remember a failure', async () => {
    const cache = new QueryCache(2)
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await cache.get('a', immediately(1))).toEqual(Float32Array.of(1))
  })

  it('lets one caller leave without disturbing the other', async () => {
    const cache = new QueryCache(2)
    const computations = new Computations()
    const leaving = new AbortController()
    const left = cache.get('a', computations.compute, leaving.signal)
    const stays = cache.get('a', computations.compute)
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    expect(computations.begun[0]?.signal.aborted).toBe(false)
    computations.begun[0]?.finish(Float32Array.of(7))
    expect(await stays).toEqual(Float32Array.of(7))
  })

  it('gives the computation up when the last caller leaves, and starts afresh for the next', async () => {
    const cache = new QueryCache(2)
    const computations = new Computations()
    const leaving = new AbortController()
    const left = cache.get('a', computations.compute, leaving.signal)
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    expect(computations.begun[0]?.signal.aborted).toBe(true)
    computations.begun[0]?.fail(new Error('aborted'))
    expect(await cache.get('a', immediately(1))).toEqual(Float32Array.of(1))
  })
})
