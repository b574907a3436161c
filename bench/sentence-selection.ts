/**
 * How well are answering sentences told from the rest? Ranks the sentences given with each question as the
 * answerer does and prints the mean reciprocal rank of the first right one, as JSON.
 *
 * node dist/bench/sentence-selection.js FILE   (lines {question, sentences: [[text, 0 | 1]]})
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { profileQuestion } from '../answer/profile.js'
import { rankSentences } from '../answer/rank-sentences.js'
import type { Passage } from '../core/types.js'
import { parseQuery } from '../retrieval/query.js'
import { questionTerms } from '../retrieval/question-terms.js'
import { openLab } from './lab.js'

const rowSchema = z.object({
  question: z.string(),
  sentences: z.array(z.tuple([z.string(), z.union([z.literal(0), z.literal(1)])])),
})
type Row = z.infer<typeof rowSchema>

const COLLECTION = 'lab-sentences'
const BATCH_DOCUMENTS = 200

const lab = await openLab()
try {
  const [file] = process.argv.slice(2)
  if (file === undefined) throw new TypeError('give the file with the questions and their sentences')
  const lines = (await readFile(file, 'utf8')).split('\n').filter(line => line !== '')
  const rows = lines.map(line => rowSchema.parse(JSON.parse(line)))
  await ingest(rows)
  let sum = 0
  for (const [index, row] of rows.entries()) sum += 1 / (await rankOfRight(row, `d${index}`))
  console.log(JSON.stringify({ questions: rows.length, mean_reciprocal_rank: sum / rows.length }))
} finally {
  await lab.close()
}

/** The sentences of each question become a document, so that words have the rarity that they have in an archive. */
async function ingest(rows: readonly Row[]): Promise<void> {
  await lab.youju.archive.putCollection(COLLECTION)
  const documents = rows.map(({ sentences }, index) => {
    const text = sentences.map(([sentence]) => sentence).join('\n')
    return { id: `d${index}`, title: `d${index}`, text }
  })
  for (let at = 0; at < documents.length; at += BATCH_DOCUMENTS) {
    await lab.youju.ingestor.put(COLLECTION, documents.slice(at, at + BATCH_DOCUMENTS))
  }
}

/** The rank of the best right sentence; one that is split counts by its best part. */
async function rankOfRight({ question, sentences }: Row, documentId: string): Promise<number> {
  const { terms } = parseQuery(question, lab.tokeniser)
  const statistics = await lab.youju.archive.termStatistics([COLLECTION], terms)
  const profile = profileQuestion(question, questionTerms(terms, statistics))
  let start = 0
  const passages = sentences.map(([text], ordinal): Passage => {
    const span = { start, end: start + text.length }
    start = span.end + 1
    const place = { collection: COLLECTION, documentId, title: '', url: null, publishedAt: null }
    return { id: ordinal, ...place, ordinal, text, ...span }
  })
  const ranked = rankSentences([{ passages, score: 1 }], profile, lab.selector)
  const order = [...new Set(ranked.map(({ passage }) => passage.ordinal))]
  const rank = order.findIndex(ordinal => sentences[ordinal]?.[1] === 1)
  return rank < 0 ? Infinity : rank + 1
}
