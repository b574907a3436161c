import { CuratedDesk } from '../../answer/curated/curated-desk.js'
import { UnansweredDesk } from '../../answer/unanswered/unanswered-desk.js'
import { systemClock } from '../../core/clock.js'
import type { Archive } from '../../store/archive.js'
import type { CuratedAnswer, CuratedAnswers, DismissedQuestion } from '../../store/curated.js'
import { asynchronous } from './asynchronous.js'
import { FAKE_EMBEDDER } from './fake-parts.js'
import { lateSegmenter } from './late-segmenter.js'

/** Curated answers in memory; every quote stands for ever. */
export function fakeCurated(): CuratedAnswers {
  const kept = new Map<string, CuratedAnswer>()
  const dismissed = new Map<string, DismissedQuestion>()
  const within = (collections: readonly string[] | undefined) => (answer: CuratedAnswer) =>
    collections?.includes(answer.collection) ?? true
  const find = (id: string, collections?: readonly string[]) =>
    [kept.get(id)].filter(answer => answer !== undefined).find(within(collections))
  return asynchronous<CuratedAnswers>({
    put({ id, collection, questions, blocks, by, at }) {
      const shown = { title: 't', url: null, publishedAt: null, passage: null, fault: null }
      const before = kept.get(id)
      const made = { createdAt: before?.createdAt ?? at, createdBy: before?.createdBy ?? by }
      const quoted = blocks.map(block => ({
        text: block.text,
        quotes: block.quotes.map(quote => ({ ...shown, ...quote })),
      }))
      kept.set(id, {
        id,
        collection,
        questions,
        blocks: quoted,
        fault: null,
        ...made,
        updatedAt: at,
        updatedBy: by,
      })
      return true
    },
    list: ({ limit, collections }) => ({
      answers: [...kept.values()].filter(within(collections)).slice(0, limit),
      nextCursor: null,
    }),
    get: find,
    servable: ids => [...kept.values()].filter(({ id }) => ids.includes(id)),
    remove: (id, collections) => find(id, collections) !== undefined && kept.delete(id),
    questions: () => [...kept.values()],
    dismiss(questions, isDismissed) {
      for (const question of questions)
        if (isDismissed) dismissed.set(question.key, question)
        else dismissed.delete(question.key)
    },
    dismissed: () => [...dismissed.values()],
  })
}

/** The real desks over an archive in memory. */
export function fakeDesks(archive: Archive): { curated: CuratedDesk; unanswered: UnansweredDesk } {
  const parts = { archive, embedder: FAKE_EMBEDDER, segmenter: lateSegmenter() }
  const curated = new CuratedDesk({ ...parts, clock: systemClock })
  return { curated, unanswered: new UnansweredDesk({ ...parts, curated }) }
}
