import type { ChatModel } from '../../answer/generate/chat-model.js'
import type { FoundPassage } from '../../answer/generate/excerpts.js'
import { createGenerator, type Generator, type GeneratorParts } from '../../answer/generate/generator.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import type { DocumentInput } from '../../core/types.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { HashEmbedder } from '../ingest/hash-embedder.js'
import { log, TemporaryArchive } from '../store/temporary-archive.js'

/** A generator on a real archive, with a model that says what it is told. */
export interface GenerationStage {
  readonly archive: TemporaryArchive
  /** What the model writes next; the prompt is what it is asked. */
  reply(write: (prompt: string) => string): void
  generator(change?: Partial<GeneratorParts>): Generator
  put(...documents: DocumentInput[]): Promise<void>
  /** Every passage of the documents, in order. */
  passages(...documentIds: string[]): Promise<FoundPassage[]>
  close(): Promise<void>
}

export async function openGenerationStage(): Promise<GenerationStage> {
  const embedder = new HashEmbedder()
  const archive = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  const segmenter = createSegmenter()
  const limits = { batchPassages: 32, documentMaxCharacters: 100_000 }
  const tokeniser = createTokeniser(segmenter)
  const ingestor = createIngestor({ archive: archive.archive, embedder, tokeniser, limits })
  let write = (prompt: string) => prompt
  const model: ChatModel = {
    name: 'told',
    // eslint-disable-next-line @typescript-eslint/require-await -- a model that need not wait
    async *stream(messages) {
      const text = write(messages.map(({ content }) => content).join('\n'))
      for (let at = 0; at < text.length; at += 50) yield text.slice(at, at + 50)
    },
  }
  return {
    archive,
    reply(next) {
      write = next
    },
    generator: change =>
      createGenerator({
        ...{ model, segmenter, log, archive: archive.archive },
        ...{ timeoutMs: 20_000, maxOutputTokens: 100_000, maxContextCharacters: 100_000 },
        ...{ concurrentRequests: 2, unsupported: 'drop' },
        ...change,
      }),
    async put(...documents) {
      await ingestor.put('default', documents)
    },
    async passages(...documentIds) {
      const lists = await Promise.all(
        documentIds.map(id => archive.archive.passagesOfDocument('default', id)),
      )
      return lists.flat().map(passage => ({ passage, score: 1 }))
    },
    close: () => archive.dispose(),
  }
}

/** A statement as the prompt asks for it. @param passage its number, 1-based */
export function claim(statement: string, quote: string, passage = 1): string {
  return JSON.stringify({ quotes: [{ passage, quote }], statement })
}
