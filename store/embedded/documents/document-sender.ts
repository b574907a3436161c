import type { PreparedDocument } from '../../archive.js'
import { partsOf, type DocumentPiece } from './document-parts.js'
import type { WorkerClient } from '../workers/rpc.js'
import type { WriteHandlers } from '../workers/write-worker.js'

/** What the request to keep a batch goes with: the last part, and which call the others belong to. */
export interface LastPart {
  readonly call: number
  readonly part: readonly DocumentPiece[]
}

/** Hands batches of any size to the writing thread in parts, each taken before the next is copied. */
export class DocumentSender {
  private lastCall = 0

  constructor(
    private readonly writer: WorkerClient<WriteHandlers>,
    private readonly dimensions: number,
  ) {}

  /**
   * @param keep asks the writing thread to keep everything that arrived
   * @throws what `keep` throws, or for a defect of the documents; nothing is kept of them then
   */
  async send<T>(documents: readonly PreparedDocument[], keep: (last: LastPart) => Promise<T>): Promise<T> {
    const call = ++this.lastCall
    try {
      let part: DocumentPiece[] = []
      for (const next of partsOf(documents, this.dimensions)) {
        if (part.length > 0) await this.writer.call('takePart', { call, part })
        part = next
      }
      return await keep({ call, part })
    } catch (error) {
      await this.writer.call('forgetParts', call).catch(() => undefined)
      throw error
    }
  }
}
