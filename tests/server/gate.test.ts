import { describe, expect, it } from 'vitest'
import { createGate } from '../../server/http/gate.js'

const { signal } = new AbortController()
const busy = expect.objectContaining({ code: 'too_many_requests' }) as unknown

describe('a gate', () => {
  it('hands a place on in the order of arrival', async () => {
    const gate = createGate({ maxRunning: 1, maxHeld: 3, maxWaitMs: 10_000 })
    const first = await gate.enter(signal)
    const order: string[] = []
    const second = gate.enter(signal).then(place => {
      order.push('second')
      return place
    })
    const third = gate.enter(signal).then(place => {
      order.push('third')
      return place
    })
    expect(gate.depth()).toEqual({ running: 1, waiting: 2, aside: 0 })
    await expect(gate.enter(signal)).rejects.toEqual(busy)
    first.leave()
    first.leave()
    ;(await second).leave()
    ;(await third).leave()
    expect(order).toEqual(['second', 'third'])
    expect(gate.depth()).toEqual({ running: 0, waiting: 0, aside: 0 })
  })

  it('lets another compute for one that stands aside, and still counts it', async () => {
    const gate = createGate({ maxRunning: 1, maxHeld: 2, maxWaitMs: 10_000 })
    const writing = await gate.enter(signal)
    writing.standAside()
    writing.standAside()
    const computing = await gate.enter(signal)
    expect(gate.depth()).toEqual({ running: 1, waiting: 0, aside: 1 })
    await expect(gate.enter(signal)).rejects.toEqual(busy)
    writing.leave()
    const next = gate.enter(signal)
    computing.leave()
    ;(await next).leave()
    expect(gate.depth()).toEqual({ running: 0, waiting: 0, aside: 0 })
  })

  it('refuses at once whoever would wait too long, and lets wait whoever would not', async () => {
    const patient = createGate({ maxRunning: 1, maxHeld: 9, maxWaitMs: 60_000 })
    const hurried = createGate({ maxRunning: 1, maxHeld: 9, maxWaitMs: 1 })
    for (const gate of [patient, hurried]) {
      const place = await gate.enter(signal)
      await new Promise(resolve => setTimeout(resolve, 20))
      place.leave()
    }
    const slow = await patient.enter(signal)
    const waits = patient.enter(signal)
    expect(patient.depth().waiting).toBe(1)
    slow.leave()
    ;(await waits).leave()
    const other = await hurried.enter(signal)
    const refused = hurried.enter(signal)
    expect(hurried.depth().waiting).toBe(0)
    await expect(refused).rejects.toEqual(busy)
    other.leave()
  })

  it('keeps nothing of those that gave up waiting', async () => {
    const gate = createGate({ maxRunning: 1, maxHeld: 2, maxWaitMs: 5 })
    const place = await gate.enter(signal)
    await expect(gate.enter(signal)).rejects.toEqual(busy)
    const leaving = new AbortController()
    const left = gate.enter(leaving.signal)
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    expect(gate.depth()).toEqual({ running: 1, waiting: 0, aside: 0 })
    place.leave()
    ;(await gate.enter(signal)).leave()
  })
})
