/** One figure of the text that `/metrics` gives. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/u
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/gu

/** Reads Prometheus' text format, as far as this service writes it; other lines are left out. */
export function readSamples(text: string): Sample[] {
  return text.split('\n').flatMap(line => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || Number.isNaN(Number(value))) return []
    const named = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text] as const)
    return [{ name, labels: Object.fromEntries(named), value: Number(value) }]
  })
}

/** Sums a counter by one of its labels, largest first; what is 0 is left out. */
export function totalsBy(samples: readonly Sample[], name: string, label: string): [string, number][] {
  const totals = new Map<string, number>()
  for (const sample of samples) {
    const key = sample.labels[label]
    if (sample.name !== name || key === undefined) continue
    totals.set(key, (totals.get(key) ?? 0) + sample.value)
  }
  return [...totals].filter(([, total]) => total > 0).sort(([, one], [, other]) => other - one)
}

/** Quantiles of a histogram for each value of one of its labels, in the order in which they come. */
export function quantilesBy(
  samples: readonly Sample[],
  { histogram, label, quantiles }: { histogram: string; label: string; quantiles: readonly number[] },
): { readonly key: string; readonly count: number; readonly values: readonly number[] }[] {
  const groups = new Map<string, Map<number, number>>()
  for (const { name, labels, value } of samples) {
    const key = labels[label]
    if (name !== `${histogram}_bucket` || key === undefined) continue
    const buckets = groups.get(key) ?? new Map<number, number>()
    groups.set(key, buckets)
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
    buckets.set(bound, (buckets.get(bound) ?? 0) + value)
  }
  return [...groups].map(([key, buckets]) => {
    const sorted = [...buckets].sort(([one], [other]) => one - other)
    const count = sorted.at(-1)?.[1] ?? 0
    return { key, count, values: quantiles.map(quantile => quantileOf(sorted, quantile)) }
  })
}

/** By linear interpolation within its bucket, as Prometheus' histogram_quantile does. */
function quantileOf(buckets: readonly (readonly [bound: number, count: number])[], quantile: number): number {
  const total = buckets.at(-1)?.[1] ?? 0
  if (total === 0) return 0
  const wanted = quantile * total
  let [before, below] = [0, 0]
  for (const [bound, count] of buckets) {
    if (count >= wanted && count > below) {
      // Beyond the last bound nothing more is known.
      return bound === Infinity ? before : before + ((bound - before) * (wanted - below)) / (count - below)
    }
    before = bound
    below = count
  }
  return before
}
