import { describe, expect, it } from 'vitest'
import { quantilesBy, readSamples, totalsBy } from '../../web/shared/read-metrics.js'

const TEXT = `# HELP stage Stages
# TYPE stage histogram
stage_bucket{le="0.01",stage="read"} 50
stage_bucket{le="0.1",stage="read"} 90
stage_bucket{le="+Inf",stage="read"} 100
stage_sum{stage="read"} 4.2
stage_bucket{le="0.01",stage="write"} 0
stage_bucket{le="+Inf",stage="write"} 0
refused_total{code="rate_limited",method="GET"} 2
refused_total{code="rate_limited",method="POST"} 3
refused_total{code="say \\"no\\", twice"} 7
refused_total{code="none"} 0
up 1
not a line of it
`

describe('what /metrics gives', () => {
  const samples = readSamples(TEXT)

  it('is read line by line, labels and all; what is none is left out', () => {
    expect(samples).toHaveLength(11)
    expect(samples.at(-1)).toEqual({ name: 'up', labels: {}, value: 1 })
  })

  it('is summed by a label, largest first', () => {
    expect(totalsBy(samples, 'refused_total', 'code')).toEqual([
      ['say \\"no\\", twice', 7],
      ['rate_limited', 5],
    ])
  })

  it('has quantiles between the bounds of their buckets, and none beyond the last', () => {
    const asked = { histogram: 'stage', label: 'stage', quantiles: [0.25, 0.5, 0.7, 0.95] }
    const [read, write] = quantilesBy(samples, asked)
    expect(read?.key).toBe('read')
    expect(read?.count).toBe(100)
    read?.values.forEach((value, index) => {
      expect(value).toBeCloseTo([0.005, 0.01, 0.055, 0.1][index] ?? 0, 10)
    })
    expect(write).toEqual({ key: 'write', count: 0, values: [0, 0, 0, 0] })
  })
})
