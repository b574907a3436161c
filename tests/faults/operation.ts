import type { Archive } from '../../store/archive.js'
import { childDocument } from './child-documents.js'

/** What a child does to its archive. It tells of each before it begins and once it is acknowledged. */
export type Operation =
  | { readonly kind: 'put'; readonly numbers: readonly number[]; readonly filling: string }
  | { readonly kind: 'delete'; readonly numbers: readonly number[] }
  | { readonly kind: 'quote'; readonly numbers: readonly number[]; readonly answer: string }

const NEW_DOCUMENTS = 4

/** Chooses operations, seeded. Numbers of documents are never used again. */
export class Operations {
  private readonly live: number[]

  constructor(
    live: readonly number[],
    private next: number,
    private readonly random: () => number,
  ) {
    this.live = [...live]
  }

  choose(): Operation {
    const chance = this.random()
    const one = this.live[Math.floor(this.random() * this.live.length)]
    if (one === undefined || chance < 0.35) return this.addNew()
    const filling = `version${Math.floor(this.random() * 1e9)}`
    if (chance < 0.6) return { kind: 'put', numbers: [one], filling }
    if (chance < 0.75) return { kind: 'quote', numbers: [one], answer: `ans_${filling}` }
    this.live.splice(this.live.indexOf(one), 1)
    return { kind: 'delete', numbers: [one] }
  }

  private addNew(): Operation {
    const numbers = Array.from({ length: NEW_DOCUMENTS }, () => this.next++)
    this.live.push(...numbers)
    return { kind: 'put', numbers, filling: '' }
  }
}

/** Resolves when the archive has acknowledged it. */
export async function carryOut(archive: Archive, operation: Operation): Promise<void> {
  const { kind, numbers } = operation
  if (kind === 'put')
    await archive.putDocuments(
      'default',
      numbers.map(number => childDocument(number, operation.filling)),
    )
  else if (kind === 'delete')
    for (const number of numbers) await archive.deleteDocument('default', `d${number}`)
  else await quote(archive, `d${numbers[0] ?? 0}`, operation.answer)
}

/** Keeps an answer that quotes the whole of a document as it is now. */
async function quote(archive: Archive, documentId: string, id: string): Promise<void> {
  const { text = '' } = (await archive.document('default', documentId)) ?? {}
  const citation = { collection: 'default', documentId, start: 0, end: text.length, quote: text }
  await archive.putAnswer({
    ...{ id, createdAt: '2025-01-01T00:00:00Z', conversationId: null, owner: 'loopback' },
    ...{ collections: ['default'], question: 'what?', trace: {} },
    body: { blocks: [{ text, citations: [citation] }] },
  })
}
