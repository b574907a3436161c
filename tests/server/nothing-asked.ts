import type { AskedQuestion } from '../../retrieval/search.js'

/** For retrievers whose hits no answerer reads. */
export const NOTHING_ASKED: AskedQuestion = {
  terms: { weights: new Map(), matcher: { match: () => [] } },
  collections: [],
}
