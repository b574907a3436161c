/**
 * How many texts a second per core does a model embed, and how many times another? Passages of 300 characters,
 * one worker, one thread, the models in turn so that a noisy machine disturbs both alike.
 *
 * `node dist/bench/embedding-throughput.js <student folder> <teacher folder> [passages.jsonl]`
 * The passages come from the `text` fields of the file; by default from the samples' language: a fixed text.
 */
import { readFile } from 'node:fs/promises'
import { createLocalEmbedder } from '../embeddings/local-embedder.js'

const PASSAGE_UNITS = 300
const PASSAGES = 64
const ROUNDS = 5
const FILLER = '市政府今天公布了新的公共交通方案，地铁二号线延长运营时间，周末末班车推迟到夜间十一点半。'

interface Figures {
  readonly model: string
  readonly textsPerSecondPerCore: number
  readonly cpuMsPerText: number
}

async function readPassages(file: string | undefined): Promise<string[]> {
  const content =
    file === undefined
      ? FILLER.repeat((PASSAGES * PASSAGE_UNITS) / FILLER.length + 1)
      : (await readFile(file, 'utf8'))
          .split('\n')
          .filter(line => line !== '')
          .map(line => (JSON.parse(line) as { text: string }).text)
          .join('')
  return Array.from({ length: PASSAGES }, (_, index) =>
    content.slice(index * PASSAGE_UNITS, (index + 1) * PASSAGE_UNITS),
  )
}

async function measure(models: readonly string[], passages: readonly string[]): Promise<Figures[]> {
  const embedders = await Promise.all(
    models.map(model =>
      createLocalEmbedder({
        model,
        hub: { enabled: false, endpoint: 'https://huggingface.co', folder: '' },
        workers: 1,
        threads: 1,
        batchTokens: 512,
        queryCacheEntries: 0,
      }),
    ),
  )
  const best = embedders.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, embedder] of embedders.entries()) {
      const before = process.cpuUsage()
      await embedder.embed(passages, 'passage')
      const used = process.cpuUsage(before)
      // Processor time, not the clock: what others do on the machine is not this model's doing.
      const cpuMs = (used.user + used.system) / 1000 / passages.length
      best[index] = Math.min(best[index] ?? cpuMs, cpuMs)
    }
  }
  const figures = embedders.map((embedder, index) => {
    const cpuMsPerText = best[index] ?? Number.NaN
    return { model: embedder.id, textsPerSecondPerCore: 1000 / cpuMsPerText, cpuMsPerText }
  })
  await Promise.all(embedders.map(embedder => embedder.close()))
  return figures
}

const [student, teacher, file] = process.argv.slice(2)
if (student === undefined || teacher === undefined) {
  throw new TypeError('usage: embedding-throughput <student folder> <teacher folder> [passages.jsonl]')
}
const [ours, theirs] = await measure([student, teacher], await readPassages(file))
const ratio = (theirs?.cpuMsPerText ?? Number.NaN) / (ours?.cpuMsPerText ?? Number.NaN)
console.log(JSON.stringify({ student: ours, teacher: theirs, ratio }, null, 2))
