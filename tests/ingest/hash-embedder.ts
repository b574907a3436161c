import type { Embedder } from '../../embeddings/embedder.js'
import { vectorOf } from '../store/prepared-documents.js'

/** A seeded vector for each text, and a record of what was asked: for tests of what surrounds the model. */
export class HashEmbedder implements Embedder {
  readonly id = 'hash-for-tests'
  readonly dimensions = 16
  readonly maxBatch = 32
  readonly calls: string[][] = []
  /** Called when texts arrive, before they are answered. */
  onCall: (texts: readonly string[]) => Promise<void> = () => Promise.resolve()

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.calls.push([...texts])
    await this.onCall(texts)
    return texts.map(text => vectorOf(text, this.dimensions))
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
