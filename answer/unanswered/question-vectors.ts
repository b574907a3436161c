import type { Embedder } from '../../embeddings/embedder.js'

/** 1 KB each at 256 dimensions. */
const MAX_REMEMBERED = 4000

/**
 * Vectors of questions to compare with one another, remembered by their text; those used last stay. They are made as
 * vectors of passages are: in the time that readers' questions leave, and without a place among those that are
 * remembered for readers. One at a time: what a reader asks waits for one of them at most, and none depends on others.
 */
export class QuestionVectors {
  private readonly remembered = new Map<string, Float32Array>()

  constructor(private readonly embedder: Pick<Embedder, 'embed'>) {}

  /** @returns one for each question, in order. @throws {AppError} `embedding_failed`; the signal's reason */
  async of(questions: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const wanted = new Map(questions.map(question => [question, this.remembered.get(question)]))
    for (const [question, known] of wanted) {
      if (known !== undefined) continue
      signal?.throwIfAborted()
      const [vector] = await this.embedder.embed([question], 'passage', signal)
      if (vector !== undefined) this.remember(question, vector)
      wanted.set(question, vector)
    }
    return questions.map(question => {
      const vector = wanted.get(question) ?? new Float32Array()
      this.remember(question, vector)
      return vector
    })
  }

  private remember(question: string, vector: Float32Array): void {
    this.remembered.delete(question)
    this.remembered.set(question, vector)
    const [oldest] = this.remembered.keys()
    if (this.remembered.size > MAX_REMEMBERED && oldest !== undefined) this.remembered.delete(oldest)
  }
}
