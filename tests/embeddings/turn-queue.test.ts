import { describe, expect, it } from 'vitest'
import { TurnQueue } from '../../embeddings/turn-queue.js'

interface Item {
  readonly name: string
}

function queueOf(calls: readonly (readonly string[])[]) {
  const queue = new TurnQueue<Item>()
  const items = new Map<string, { call: object; item: Item }>()
  for (const names of calls) {
    const call = {}
    for (const name of names) {
      const item = { name }
      items.set(name, { call, item })
      queue.push(call, item)
    }
  }
  return { queue, items }
}

function drain(queue: TurnQueue<Item>): string[] {
  const names: string[] = []
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) names.push(item.name)
  return names
}

describe('TurnQueue', () => {
  it('lets calls take turns, each in its order', () => {
    const { queue } = queueOf([['a1', 'a2', 'a3', 'a4'], ['b1'], ['c1', 'c2']])
    expect(queue.size).toBe(7)
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4'])
    expect(queue.size).toBe(0)
  })

  it('lets one that comes late in after at most one item of each other call', () => {
    const { queue } = queueOf([
      ['a1', 'a2', 'a3'],
      ['b1', 'b2', 'b3'],
    ])
    queue.shift()
    queue.push({}, { name: 'late' })
    expect(drain(queue)).toEqual(['b1', 'a2', 'late', 'b2', 'a3', 'b3'])
  })

  it('gives up what is removed, and says whether it was still waiting', () => {
    const { queue, items } = queueOf([['a1', 'a2'], ['b1']])
    const [second, only] = [items.get('a2'), items.get('b1')]
    if (second === undefined || only === undefined) throw new Error('they were put in')
    expect([queue.remove(second.call, second.item), queue.remove(only.call, only.item)]).toEqual([true, true])
    expect(queue.remove(only.call, only.item)).toBe(false)
    expect(queue.size).toBe(1)
    expect(drain(queue)).toEqual(['a1'])
  })

  it('hands over everything when it is cleared', () => {
    const { queue } = queueOf([['a1', 'a2'], ['b1']])
    expect(queue.clear().map(({ name }) => name)).toEqual(['a1', 'a2', 'b1'])
    expect([queue.size, queue.shift()]).toEqual([0, undefined])
  })
})
