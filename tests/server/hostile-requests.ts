import fc from 'fast-check'

/** A request that nobody sends in good faith; `body` as it is. */
export interface HostileRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | undefined
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> }
}

export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const NASTY = [
  '',
  ' ',
  '\0',
  '\r\nX-Evil: 1',
  '../../etc/passwd',
  '%00',
  '%',
  '\ud800',
  '"',
  "' OR 1=1 --",
  '{{7*7}}',
]
const MORE = [
  '__proto__',
  'constructor',
  '-1',
  '1e999',
  'NaN',
  '9'.repeat(400),
  '龘'.repeat(3000),
  'a'.repeat(20_000),
]

const text = fc.oneof(
  fc.constantFrom(...NASTY, ...MORE),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
)
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, false, [], {}, 1e308, -0),
)
const value: fc.Arbitrary<unknown> = fc.oneof(scalar, fc.jsonValue({ maxDepth: 4 }))

/** The example with one of its parts replaced, removed, doubled, or something added. */
function mutated(example: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) {
    const items = example as readonly unknown[]
    return fc.oneof(
      value,
      fc.constant(Array.from({ length: 200 }, (): unknown => items[0])),
      fc.tuple(...items.map(mutated)),
    )
  }
  if (typeof example !== 'object' || example === null) return fc.oneof(value, fc.constant(example))
  const entries = Object.entries(example)
  const names = [...entries.map(([name]) => name), '__proto__', 'extra']
  return fc.oneof(
    { weight: 1, arbitrary: value },
    {
      weight: 6,
      arbitrary: fc.constantFrom(...names).chain(name => {
        const before: unknown = entries.find(([known]) => known === name)?.[1]
        return mutated(before).map(now => Object.fromEntries([...entries, [name, now]]))
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...names)
        .map(name => Object.fromEntries(entries.filter(([known]) => known !== name))),
    },
  )
}

function bodyOf(example: unknown): fc.Arbitrary<string | Buffer> {
  const json = mutated(example).map(made => JSON.stringify(made ?? null))
  return fc.oneof(
    { weight: 8, arbitrary: json },
    { weight: 1, arbitrary: json.map(whole => whole.slice(0, Math.floor(whole.length / 2))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 5000 }).map(depth => '{"a":['.repeat(depth)) },
  )
}

const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'content-type': fc.constantFrom(
      ...['application/json', 'application/json; charset=utf-16', 'text/plain', 'multipart/form-data'],
      ...[
        'multipart/form-data; boundary=x',
        'application/x-ndjson',
        'application/x-www-form-urlencoded',
        ';;',
      ],
    ),
    accept: fc.constantFrom('*/*', 'text/event-stream', 'application/x-ndjson', 'image/png', ',;q=x'),
    authorization: fc.constantFrom(
      'Bearer',
      'Bearer yk_x',
      'Basic Og==',
      `Bearer ${'A'.repeat(3000)}`,
      'Bearer yw_a.b',
    ),
    'content-encoding': fc.constantFrom('gzip', 'br', 'deflate', 'x'),
    'x-request-id': fc.constantFrom('a', 'b'.repeat(300), '<script>'),
    cookie: fc.constantFrom('youju_session=x', 'a=b; youju_session="; c', '='),
    range: fc.constant('bytes=0-,5-'),
    traceparent: fc.constantFrom('00-0-0-0', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`),
  },
  { requiredKeys: [] },
)

/** Requests of every operation of an API, made of its description. */
export function hostileRequests({ paths }: ApiDescription): fc.Arbitrary<HostileRequest> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const example = operation.requestBody?.content['application/json']?.example
    const inQuery = operation.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name)
    const query = fc.array(fc.tuple(fc.constantFrom(...inQuery, 'extra'), text), { maxLength: 4 })
    const known = fc.constantFrom('default', 'x')
    const inPath = fc.array(fc.oneof(known, text), { minLength: 4, maxLength: 4 })
    const body =
      operation.requestBody === undefined ? fc.option(bodyOf({}), { nil: undefined }) : bodyOf(example)
    return fc.record({ query, inPath, headers, body, safe: fc.boolean() }).map(made => {
      let next = 0
      const address = path.replaceAll(/\{\w+\}/gu, () => encoded(made.inPath[next++] ?? 'x'))
      const asked = made.query.map(([name, given]) => `${name}=${encoded(given)}`).join('&')
      const sent = made.safe ? { 'content-type': 'application/json' } : made.headers
      return {
        method: method.toUpperCase(),
        path: asked === '' ? address : `${address}?${asked}`,
        headers: sent,
        body: method === 'get' ? undefined : made.body,
      }
    })
  })
}

function encoded(given: string): string {
  return encodeURIComponent(given.toWellFormed()).slice(0, 6000)
}
