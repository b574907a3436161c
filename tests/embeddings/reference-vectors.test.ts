import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../core/package-root.js'
import type { Embedder } from '../../embeddings/embedder.js'
import { createLocalEmbedder } from '../../embeddings/local-embedder.js'
import { cosine } from '../contracts/embedder-contract.js'

const file = join(packageRoot(), 'embeddings/models/youju-zh-small/reference-vectors.json')
const references = z
  .array(z.object({ text: z.string(), vector: z.array(z.number()) }))
  .parse(JSON.parse(await readFile(file, 'utf8')))

// A text of one character has nothing that evens the rounding out.
describe("The built-in model gives the trainer's vectors", () => {
  let embedder: Embedder
  beforeAll(async () => {
    embedder = await createLocalEmbedder({
      model: 'youju-zh-small',
      hub: { enabled: false, endpoint: 'https://huggingface.co', folder: '/nowhere' },
      workers: 1,
      threads: 1,
      batchTokens: 256,
      queryCacheEntries: 0,
    })
  })
  afterAll(async () => {
    await embedder.close()
  })

  it.each(references.map(reference => [reference.text.slice(0, 40), reference] as const))(
    '%j',
    async (_shown, { text, vector }) => {
      const [given = new Float32Array()] = await embedder.embed([text], 'passage')
      expect(given).toHaveLength(vector.length)
      const differences = vector.map((value, index) => Math.abs(value - (given[index] ?? NaN)))
      expect(Math.max(...differences)).toBeLessThan(text.length > 1 ? 0.01 : 0.02)
      expect(cosine(given, Float32Array.from(vector))).toBeGreaterThan(0.99)
    },
  )
})
