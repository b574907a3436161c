import { afterEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../core/errors.js'
import { EmbeddingThread } from '../../embeddings/embedding-thread.js'
import type { Model } from '../../embeddings/model-folder.js'
import { ThreadPool } from '../../embeddings/thread-pool.js'

const script = new URL('./scripted-worker.js', import.meta.url)
const model: Model = {
  id: 'scripted',
  folder: '/nowhere',
  precision: 'q8',
  dimensions: 1,
  pooling: 'cls',
  queryPrefix: '',
  passagePrefix: '',
  maxTokens: 8,
  weightsBytes: 1,
}
const spawn = (id = 'scripted') =>
  new EmbeddingThread({ model: { ...model, id }, threads: 1, batchTokens: 8, isBackground: false }, script)

const IDLE_MS = 200
/** As many groups as make a pool grow, besides those that the first thread holds. */
const MUCH = 40
const LITTLE = 10

let pool: ThreadPool | undefined
afterEach(async () => {
  await pool?.close()
  pool = undefined
})

interface Started {
  readonly pool: ThreadPool
  readonly threads: EmbeddingThread[]
}

async function start(most = 1, additionalId = 'scripted'): Promise<Started> {
  const threads: EmbeddingThread[] = []
  pool = await ThreadPool.start({
    most,
    idleMs: IDLE_MS,
    spawn: isAdditional => {
      const thread = spawn(isAdditional ? additionalId : 'scripted')
      threads.push(thread)
      return thread
    },
  })
  return { pool, threads }
}
const passage = (...texts: string[]) => ({ texts, urgent: false })
const query = (...texts: string[]) => ({ texts, urgent: true })
/** What the scripted thread counted: its how-manieth answer this was. */
const turn = (vectors: Float32Array[]) => vectors[0]?.[0]
/** Waits for all; @returns the error code of each, null where it went well */
async function codes(jobs: readonly Promise<unknown>[]): Promise<(string | null)[]> {
  const results = await Promise.allSettled(jobs)
  return results.map(result => (result.status === 'rejected' ? (result.reason as AppError).code : null))
}

describe('ThreadPool', () => {
  it('answers in the order of the jobs of one kind', async () => {
    const { pool } = await start()
    const turns = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(text => pool.run(passage(text)).then(turn)))
    expect(turns).toEqual([1, 2, 3, 4, 5])
  })

  it('hands a query over before every passage that no thread holds yet', async () => {
    const { pool } = await start()
    const passages = ['a', 'b', 'c', 'd', 'e'].map(text => pool.run(passage(text)).then(turn))
    const asked = pool.run(query('q')).then(turn)
    expect(await asked).toBe(3)
    expect(await Promise.all(passages)).toEqual([1, 2, 4, 5, 6])
  })

  it('lets a call of one text in between those of a call of many', async () => {
    const { pool } = await start()
    const call = {}
    const many = ['a', 'b', 'c', 'd', 'e'].map(text => pool.run({ ...passage(text), call }).then(turn))
    const alone = pool.run(passage('alone')).then(turn)
    // The thread holds two of the many, and the third is next.
    expect(await alone).toBe(4)
    expect(await Promise.all(many)).toEqual([1, 2, 3, 5, 6])
  })

  it('adds a thread when much waits, and ends it when nothing has for a while', async () => {
    const { pool, threads } = await start(2)
    await pool.run(passage('a'))
    expect(threads).toHaveLength(1)
    // The first thread is held up, so all but two groups are the other's.
    const stuck = [pool.run(passage('wait')), pool.run(passage('wait'))]
    const turns = await Promise.all(Array.from({ length: MUCH }, () => pool.run(passage('b')).then(turn)))
    expect(threads).toHaveLength(2)
    expect(turns).toEqual(Array.from({ length: MUCH }, (_, index) => index + 1))
    await threads[1]?.ended
    expect(threads[0]?.alive).toBe(true)
    const asked = pool.run(query('release'))
    await Promise.all([asked, ...stuck])
    expect(threads).toHaveLength(2)
  })

  it('asks the thread that is always there for queries, whatever an additional one has to do', async () => {
    const { pool, threads } = await start(2)
    const stuck = [pool.run(passage('wait')), pool.run(passage('wait'))]
    await Promise.all(Array.from({ length: MUCH }, () => pool.run(passage('a'))))
    expect(threads.map(thread => thread.held)).toEqual([2, 0])
    // What is stuck is released by what the same thread gets.
    await Promise.all([pool.run(query('release')), ...stuck])
  })

  it('stays as it is when little waits', async () => {
    const { pool, threads } = await start(2)
    await Promise.all(Array.from({ length: LITTLE }, () => pool.run(passage('a'))))
    expect(threads).toHaveLength(1)
  })

  it('works on with one thread when another cannot load the model, and tries no more', async () => {
    const { pool, threads } = await start(3, 'unusable')
    const much = () => Promise.all(Array.from({ length: MUCH }, () => pool.run(passage('a'))))
    await much()
    await threads[1]?.ended
    await much()
    expect(threads).toHaveLength(2)
  })

  it('replaces the thread that is always there, not an additional one that ended', async () => {
    const { pool, threads } = await start(2)
    const stuck = [pool.run(passage('wait')), pool.run(passage('wait'))]
    const ends = codes(['crash', ...Array<string>(MUCH).fill('a')].map(text => pool.run(passage(text))))
    await threads[1]?.ready
    await threads[1]?.ended
    await Promise.all([pool.run(query('release')), ...stuck])
    expect((await ends)[0]).toBe('embedding_failed')
    expect(threads[0]?.alive).toBe(true)
  })

  it('fails only the job whose run failed', async () => {
    const { pool } = await start()
    const failing = pool.run(passage('fail'))
    const other = pool.run(passage('a'))
    await expect(failing).rejects.toMatchObject({ code: 'embedding_failed' })
    expect(turn(await other)).toBe(1)
  })

  it('fails what an ended thread held, replaces it, and serves the rest', async () => {
    const { pool, threads } = await start()
    const jobs = ['crash', 'a', 'b', 'c'].map(text => pool.run(passage(text)))
    expect(await codes(jobs)).toEqual(['embedding_failed', 'embedding_failed', null, null])
    expect(threads).toHaveLength(2)
  })

  it('gives up after three ends in a row, and says so to everyone', async () => {
    const { pool, threads } = await start()
    for (let round = 0; round < 3; round++) {
      await expect(pool.run(passage('crash'))).rejects.toMatchObject({ code: 'embedding_failed' })
    }
    await expect(pool.run(passage('a'))).rejects.toMatchObject({
      code: 'embedding_failed',
      message: expect.stringContaining('several times') as string,
    })
    expect(threads).toHaveLength(3)
  })

  it('starts counting anew after a job that went well', async () => {
    const { pool } = await start()
    for (let round = 0; round < 4; round++) {
      await expect(pool.run(passage('crash'))).rejects.toMatchObject({ code: 'embedding_failed' })
      expect(turn(await pool.run(passage('a')))).toBe(1)
    }
  })

  it('takes an aborted job out of the queue', async () => {
    const { pool } = await start()
    const held = [pool.run(passage('wait')), pool.run(passage('wait'))]
    const controller = new AbortController()
    const waiting = pool.run({ ...passage('crash'), signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(waiting).rejects.toThrow('no longer wanted')
    const [, ends] = await Promise.all([pool.close(), codes(held)])
    expect(ends).toEqual(['shutting_down', 'shutting_down'])
  })

  it('refuses a job that was aborted before', async () => {
    const { pool } = await start()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(pool.run({ ...passage('a'), signal })).rejects.toThrow('too late')
  })

  it('fails what waits when it closes, and what comes after', async () => {
    const { pool, threads } = await start()
    const jobs = ['wait', 'wait', 'c', 'd'].map(text => pool.run(passage(text)))
    const [, ends] = await Promise.all([pool.close(), codes(jobs)])
    expect(ends).toEqual(Array(4).fill('shutting_down'))
    await expect(pool.run(passage('a'))).rejects.toMatchObject({ code: 'shutting_down' })
    expect(threads).toHaveLength(1)
  })

  it('does not start when the first thread cannot load the model', async () => {
    const starting = ThreadPool.start({ most: 2, idleMs: IDLE_MS, spawn: () => spawn('unusable') })
    await expect(starting).rejects.toMatchObject({ code: 'model_unavailable' })
  })
})
