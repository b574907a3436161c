import { describe, expect, it } from 'vitest'
import { poolRow, type TokenVectors } from '../../embeddings/pooling.js'

/** Two texts of three tokens of two numbers; the second text's last token is padding. */
const output: TokenVectors = {
  data: Float32Array.from([3, 4, 9, 9, 9, 9, /* second text */ 6, 0, 0, 8, 100, 100]),
  columns: 3,
  dimensions: 2,
}

describe('poolRow', () => {
  it('takes the first token, at unit length', () => {
    const vector = poolRow(output, 0, 3, 'cls')
    expect([...(vector ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)])
  })

  it('takes the mean of the tokens without the padding, at unit length', () => {
    const vector = poolRow(output, 1, 2, 'mean')
    expect([...(vector ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)])
  })

  it.each([
    ['all zero', [0, 0]],
    ['not a number', [Number.NaN, 1]],
    ['infinite', [Number.POSITIVE_INFINITY, 1]],
    ['too short', [1]],
  ])('gives no vector for output that is %s', (_, data) => {
    expect(poolRow({ data: Float32Array.from(data), columns: 1, dimensions: 2 }, 0, 1, 'cls')).toBeNull()
  })
})
