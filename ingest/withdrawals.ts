import type { Tokeniser } from '../core/text/tokenise.js'
import type { Job } from '../core/types.js'
import type { Archive } from '../store/archive.js'
import { termsOf } from './index-text.js'
import { createTimeSlice } from '../core/time-slice.js'

/** Takes documents out of sight and brings them back, as opposed to deleting them. */
export interface Withdrawals {
  /** Resolves when nothing of it can be found, read or quoted. @returns false when there is none */
  withdraw(collection: string, id: string, reason: string | null): Promise<boolean>
  /** Resolves when it is found again. Of one that is not withdrawn nothing changes. @returns false when there is none */
  restore(collection: string, id: string): Promise<boolean>
}

export interface WithdrawalDeps {
  readonly archive: Pick<Archive, 'withdrawDocument' | 'restoreDocument' | 'indexes'>
  readonly tokeniser: Tokeniser
  /** The model may have changed while a document was withdrawn. */
  readonly reEmbed: () => Promise<Job | undefined>
}

export function createWithdrawals({ archive, tokeniser, reEmbed }: WithdrawalDeps): Withdrawals {
  return {
    withdraw: (collection, id, reason) => archive.withdrawDocument(collection, id, reason),
    async restore(collection, id) {
      for (;;) {
        const document = await archive.indexes.document(collection, id)
        if (document?.isWithdrawn !== true) return document !== undefined
        const terms = await termsOf(document, { tokeniser, slice: createTimeSlice() })
        // False: it was changed or restored meanwhile; then its present text is looked at.
        if (!(await archive.restoreDocument(collection, terms))) continue
        await reEmbed()
        return true
      }
    },
  }
}
