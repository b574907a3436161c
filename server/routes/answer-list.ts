import type { ListedAnswer } from '../../store/answer-list.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { personalScope } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'

const EXAMPLE: Wire<'ListedAnswer'> = {
  id: 'ans_01jd3v0q8m',
  created_at: '2026-11-25T08:00:00.000Z',
  question: '图书馆几点开门？',
  caller: 'key_2f9a1c0b7d3e4f5a6b',
  collections: ['default'],
  answered: true,
  confidence: 0.93,
  mode: 'extractive',
  conversation_id: 'con_5f1c',
  feedback: { rating: 'down', comment: '说的是旧馆' },
}

/** What was asked, for those who keep the archive. */
export function answerListRoutes({ archive }: Pick<ServerDeps, 'archive'>, schemas: RequestSchemas): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/answers',
      operationId: 'listAnswers',
      tag: 'Answers',
      summary: 'List the newest questions and how they ended',
      description:
        'For administrators: everybody’s with a key for every collection, else those asked with the key itself. ' +
        'So many answers are looked through at once; a page may be short, or empty, with a `next_cursor`.',
      role: 'admin',
      query: schemas.answersQuery,
      responses: {
        200: {
          description: 'Newest first',
          body: 'AnswerPage',
          example: { answers: [EXAMPLE], next_cursor: null },
        },
      },
      errors: ['invalid_cursor'],
      async handle({ query, caller }) {
        const { limit, cursor, rating } = query
        const answered = query.answered === undefined ? undefined : query.answered === 'true'
        const scope = personalScope(caller)
        const page = await archive.answers({ limit, cursor, answered, rating, scope })
        return reply(200, { answers: page.answers.map(toWire), next_cursor: page.nextCursor })
      },
    }),
  ]
}

function toWire(answer: ListedAnswer): Wire<'ListedAnswer'> {
  return {
    id: answer.id,
    created_at: answer.createdAt,
    question: answer.question,
    caller: answer.owner,
    collections: answer.collections && [...answer.collections],
    answered: answer.answered,
    confidence: answer.confidence,
    mode: answer.mode,
    conversation_id: answer.conversationId,
    feedback: answer.feedback,
  }
}
