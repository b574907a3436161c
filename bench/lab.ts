import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { readSelectorModel } from '../answer/selector/selector-model.js'
import { createSentenceSelector, type SentenceSelector } from '../answer/selector/sentence-selector.js'
import { readConfig } from '../core/config.js'
import { createSegmenter } from '../core/text/segmenter.js'
import { createTokeniser, type Tokeniser } from '../core/text/tokenise.js'
import { openYouju, type Youju } from '../main.js'

const documentSchema = z.object({ id: z.string(), title: z.string(), text: z.string() })
const querySchema = z.object({
  id: z.string(),
  text: z.string(),
  gold: z.array(z.string()).default([]),
  answers: z.array(z.coerce.string()).default([]),
})

export type LabQuery = z.infer<typeof querySchema>

export interface LabSet {
  readonly name: string
  readonly collection: string
  readonly queries: readonly LabQuery[]
}

/** The service on a temporary data directory, for questions asked of its parts. */
export interface Lab {
  readonly youju: Youju
  readonly tokeniser: Tokeniser
  readonly selector: SentenceSelector
  /** Ingests `corpus.jsonl` of a set (see shared/data/README.md) and reads its `queries.jsonl`. */
  load(dir: string): Promise<LabSet>
  close(): Promise<void>
}

const BATCH_DOCUMENTS = 200

/** Settings come from the environment; the data directory is YOUJU_LAB_DIR when given, and then kept. */
export async function openLab(): Promise<Lab> {
  const kept = process.env['YOUJU_LAB_DIR']
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'youju-lab-')))
  const youju = await openYouju(
    readConfig({ ...process.env, YOUJU_DATA_DIR: dataDir, YOUJU_LOG_LEVEL: 'error' }),
  )
  return {
    youju,
    tokeniser: createTokeniser(createSegmenter()),
    selector: createSentenceSelector(await readSelectorModel()),
    load: dir => load(youju, dir),
    async close() {
      await youju.close()
      if (kept === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function load(youju: Youju, dir: string): Promise<LabSet> {
  const collection = `lab-${basename(dir).toLowerCase()}`
  await youju.archive.putCollection(collection)
  const corpus = (await jsonl(join(dir, 'corpus.jsonl'))).map(line => documentSchema.parse(line))
  for (let at = 0; at < corpus.length; at += BATCH_DOCUMENTS) {
    const batch = corpus.slice(at, at + BATCH_DOCUMENTS)
    await youju.ingestor.put(
      collection,
      batch.map(({ id, title, text }) => ({ id, title: title === '' ? id : title, text })),
    )
  }
  const queries = (await jsonl(join(dir, 'queries.jsonl'))).map(line => querySchema.parse(line))
  return { name: basename(dir), collection, queries }
}

async function jsonl(path: string): Promise<unknown[]> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as unknown)
}
