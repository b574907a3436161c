import { setTimeout as delay } from 'node:timers/promises'
import { readConfig } from '../core/config.js'
import { createSegmenter } from '../core/text/segmenter.js'
import { createTokeniser } from '../core/text/tokenise.js'
import { createIngestor } from '../ingest/pipeline.js'
import { openYouju, type Youju } from '../main.js'
import { derive } from './derived-texts.js'
import { round } from './service-process.js'
import { groupsOf, readTexts } from './texts.js'

export const COLLECTION = 'default'
const GROUP = 32
const POLL_MS = 100

export interface FillOrder {
  /** JSONL of {id, title, text}. */
  readonly file: string
  /** Passages that there shall be at least. */
  readonly wanted: number
  /** Whether what is added is made of what is in, and not read from the file. */
  readonly isDerived: boolean
  /** Ids that are not added. */
  readonly skip?: ReadonlySet<string>
}

/** The parts of the service on a data directory, and nothing in the background. */
export async function openParts(dataDir: string): Promise<Youju> {
  const settings = { ...process.env, YOUJU_DATA_DIR: dataDir, YOUJU_LOG_LEVEL: 'warn', YOUJU_SAMPLES: 'off' }
  const youju = await openYouju(readConfig(settings), { upkeep: false })
  await youju.archive.putCollection(COLLECTION)
  return youju
}

export async function passagesIn({ archive }: Youju): Promise<number> {
  return (await archive.collection(COLLECTION))?.passages ?? 0
}

/**
 * Adds texts until there are so many passages; what is in already, under the same id, is left as it is. Begun again
 * after it was stopped, it goes on.
 */
export async function fill(youju: Youju, order: FillOrder) {
  const { isDerived } = order
  const before = await passagesIn(youju)
  const begun = performance.now()
  await (isDerived ? fillDerived(youju, order) : fillReal(youju, order))
  const added = (await passagesIn(youju)) - before
  const written = performance.now()
  await untilIndexed(youju)
  return {
    added,
    isDerived,
    seconds: round((written - begun) / 1000),
    passagesPerSecond: round(added / ((written - begun) / 1000)),
    secondsUntilIndexed: round((performance.now() - begun) / 1000),
  }
}

async function fillReal(youju: Youju, { file, wanted, skip }: FillOrder): Promise<void> {
  for await (const texts of groupsOf(readTexts(file), GROUP)) {
    if ((await passagesIn(youju)) >= wanted) return
    const ids = texts.map(({ id }) => id)
    const known = await youju.archive.contentStates(COLLECTION, ids)
    const fresh = texts.filter(
      ({ id, text }) => !known.has(id) && skip?.has(id) !== true && text.trim() !== '',
    )
    await youju.ingestor.put(COLLECTION, fresh)
  }
  if ((await passagesIn(youju)) < wanted)
    throw new RangeError('the file holds too little: use --derive for the rest')
}

async function fillDerived(youju: Youju, { wanted, skip }: FillOrder): Promise<void> {
  const { archive, config } = youju
  const tokeniser = createTokeniser(createSegmenter())
  const limits = {
    batchPassages: config.YOUJU_INGEST_BATCH_PASSAGES,
    documentMaxCharacters: config.YOUJU_DOCUMENT_MAX_CHARACTERS,
  }
  if ((await passagesIn(youju)) === 0) throw new RangeError('there is nothing to derive from')
  for await (const { documents, embedder } of derive(archive, COLLECTION, archive.modelId)) {
    if ((await passagesIn(youju)) >= wanted) return
    const fresh = documents.filter(({ id }) => id === undefined || skip?.has(id) !== true)
    await createIngestor({ archive, embedder, tokeniser, limits }).put(COLLECTION, fresh)
  }
}

/** Waits until no index is being built. */
export async function untilIndexed({ archive }: Pick<Youju, 'archive'>): Promise<void> {
  while ((await archive.vectorIndexes()).some(({ state }) => state === 'building')) await delay(POLL_MS)
}
