import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const textSchema = z.object({ id: z.string(), title: z.string(), text: z.string() })

/** A document to measure with; other fields of its line are left out. */
export type Text = z.output<typeof textSchema>

/** The lines of a JSONL file. */
export async function* readTexts(file: string): AsyncGenerator<Text> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  for await (const line of lines) if (line !== '') yield textSchema.parse(JSON.parse(line))
}

/** That many titles, spread evenly over the file: they are asked as questions. */
export async function titlesOf(file: string, count: number): Promise<string[]> {
  const titles: string[] = []
  for await (const { title } of readTexts(file)) if (title !== '') titles.push(title)
  const step = Math.max(1, Math.floor(titles.length / count))
  return titles.filter((_title, position) => position % step === 0).slice(0, count)
}

/** Groups of that many, in order. */
export async function* groupsOf<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  size: number,
): AsyncGenerator<Item[]> {
  let group: Item[] = []
  for await (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
