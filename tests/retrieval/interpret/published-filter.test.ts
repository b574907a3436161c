import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, localDay, startOfDay } from '../../../retrieval/interpret/calendar.js'
import { limitPublication } from '../../../retrieval/interpret/published-filter.js'

const year2023 = { range: { from: '2023-01-01', until: '2024-01-01' } } as const
const start = startOfDay('2023-01-01')
const end = startOfDay('2024-01-01')

describe('the time of publication of a search', () => {
  it('is what was read, when the caller set none', () => {
    expect(limitPublication(undefined, { ...year2023, effect: 'filter' })).toEqual({
      filter: { publishedAfter: start, publishedBefore: end },
      preferred: undefined,
    })
    expect(limitPublication({ tags: ['a'] }, { ...year2023, effect: 'boost' })).toEqual({
      filter: { tags: ['a'] },
      preferred: { from: start, until: end },
    })
  })

  it('is narrowed, never widened, beside bounds of the caller', () => {
    const filter = { publishedAfter: '2023-06-01T00:00:00Z', tags: ['a'] }
    expect(limitPublication(filter, { ...year2023, effect: 'filter' }).filter).toEqual({
      ...filter,
      publishedBefore: end,
    })
    expect(limitPublication(filter, { ...year2023, effect: 'boost' })).toEqual({
      filter,
      preferred: undefined,
    })
  })

  it('stays the caller’s where both leave nothing', () => {
    const filter = { publishedAfter: '2025-01-01T00:00:00Z' }
    expect(limitPublication(filter, { ...year2023, effect: 'filter' }).filter).toEqual(filter)
  })

  it('gives every plain date, kept as midnight UTC, to its own day and to no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), offset => {
        const day = add('1950-01-01', offset, 'day')
        const kept = `${day}T00:00:00Z`
        expect(startOfDay(day) <= kept).toBe(true)
        expect(startOfDay(add(day, 1, 'day')) > kept).toBe(true)
      }),
    )
  })

  it('counts from the day that it is on this machine', () => {
    const now = new Date(2026, 10, 24, 0, 30)
    expect(localDay(now)).toBe('2026-11-24')
  })
})
