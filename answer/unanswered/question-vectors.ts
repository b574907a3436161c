import type { Embedder } from '../../embeddings/embedder.js'

/** Few at once: a question that somebody asks meanwhile waits for one batch at most. */
const BATCH_QUESTIONS = 16
/** 1 KB each at 256 dimensions. */
const MAX_REMEMBERED = 4000

/** Vectors of questions, remembered by their text; those used last stay. */
export class QuestionVectors {
  private readonly remembered = new Map<string, Float32Array>()

  constructor(private readonly embedder: Pick<Embedder, 'embed'>) {}

  /** @returns one for each question, in order. @throws {AppError} `embedding_failed`; the signal's reason */
  async of(questions: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const wanted = new Map(questions.map(question => [question, this.remembered.get(question)]))
    const missing = [...wanted].flatMap(([question, vector]) => (vector === undefined ? [question] : []))
    for (let at = 0; at < missing.length; at += BATCH_QUESTIONS) {
      signal?.throwIfAborted()
      const batch = missing.slice(at, at + BATCH_QUESTIONS)
      const vectors = await this.embedder.embed(batch, 'query', signal)
      for (const [index, question] of batch.entries()) {
        const vector = vectors[index]
        if (vector !== undefined) this.remember(question, vector)
        wanted.set(question, vector)
      }
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
