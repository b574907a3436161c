/**
 * What a kept answer took from documents, by the one convention that bodies and traces of answers keep: an object
 * that shows something of a document names it by `collection` and `documentId`, with the `quote` or `text` that
 * stands at `start` and `end`, its `title` and its `url`. The `text` of whatever is around such an object was
 * made from it.
 */

export interface DocumentName {
  readonly collection: string
  readonly documentId: string
}

/** What the document says now. */
export interface DocumentNow {
  readonly title: string
  readonly url: string | null
  readonly text: string
}

/** Undefined when there is no such document any more. */
export type LookUpDocument = (name: DocumentName) => DocumentNow | undefined

type Members = Record<string, unknown>

/** Every document that is named, each once. */
export function documentsNamed(value: unknown): DocumentName[] {
  const named = new Map<string, DocumentName>()
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    if (namesDocument(part)) named.set(JSON.stringify([part.collection, part.documentId]), part)
    Object.values(part).forEach(visit)
  }
  visit(value)
  return [...named.values()].map(({ collection, documentId }) => ({ collection, documentId }))
}

/** The same without what its documents no longer say; the value itself when there is nothing to take out. */
export function withoutWithdrawn(value: unknown, lookUp: LookUpDocument): unknown {
  return visit(value, lookUp).value
}

/** @returns the value, and whether something was taken out that the text around it may repeat */
function visit(value: unknown, lookUp: LookUpDocument): { value: unknown; isCut: boolean } {
  if (typeof value !== 'object' || value === null) return { value, isCut: false }
  const visited = Object.entries(value).map(([name, part]) => [name, visit(part, lookUp)] as const)
  const isCut = visited.some(([, part]) => part.isCut)
  const isChanged = visited.some(([name, part]) => part.value !== (value as Members)[name])
  const members = visited.map(([name, part]) => [name, part.value] as const)
  if (Array.isArray(value)) return { value: isChanged ? members.map(([, part]) => part) : value, isCut }
  const whole = isChanged ? Object.fromEntries<unknown>(members) : (value as Members)
  if (namesDocument(whole)) return ofDocument(whole, lookUp(whole))
  return isCut && typeof whole['text'] === 'string'
    ? { value: { ...whole, text: '' }, isCut }
    : { value: whole, isCut }
}

function ofDocument(shown: Members & DocumentName, now: DocumentNow | undefined) {
  const { title, url, start, end } = shown
  const current: Members = {}
  if (typeof title === 'string' && title !== (now?.title ?? '')) current['title'] = now?.title ?? ''
  if (typeof url === 'string' && url !== now?.url) current['url'] = now?.url ?? null
  let isCut = false
  for (const name of ['quote', 'text']) {
    const said = shown[name]
    // Nothing is shown: it was taken out before, and the text around it with it.
    if (typeof said !== 'string' || said === '' || now?.text.slice(Number(start), Number(end)) === said)
      continue
    current[name] = ''
    isCut = true
  }
  return { value: Object.keys(current).length === 0 ? shown : { ...shown, ...current }, isCut }
}

function namesDocument(value: object): value is Members & DocumentName {
  return (
    'collection' in value &&
    typeof value.collection === 'string' &&
    'documentId' in value &&
    typeof value.documentId === 'string'
  )
}
