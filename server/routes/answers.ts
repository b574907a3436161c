import type { AnswerRequest } from '../../answer/answer.js'
import { AppError } from '../../core/errors.js'
import { normaliseText } from '../../core/text/normalise.js'
import { requireRole, type Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas, Validated } from '../shapes/request-schemas.js'
import { mayRead, narrowCollections, personalScope } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { showTrace } from '../shapes/shown-trace.js'
import { readStoredAnswer } from '../stored-answer.js'
import { answerToWire, blockToWire, filterFromWire, sourceToWire } from '../shapes/wire.js'
import { ANSWER_EXAMPLE, TRACE_EXAMPLE } from './examples.js'

type Deps = Pick<ServerDeps, 'access' | 'archive' | 'answerer' | 'log'>

export function answerRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  return [askRoute(deps, schemas), storedRoute(deps, schemas), feedbackRoute(deps, schemas)]
}

function askRoute({ access, answerer, archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/answers',
    operationId: 'createAnswer',
    tag: 'Answers',
    summary: 'Answer a question with citations, or refuse',
    description:
      'Always true: GET the document and `text.slice(start, end) === quote`; every block of an answered ' +
      'answer has a citation. A refusal is a 200 with `answered: false`.',
    role: 'widget',
    gate: 'question',
    query: schemas.noQuery,
    body: { name: 'AnswersPost', schema: schemas.AnswersPost, example: { question: '图书馆几点开门？' } },
    responses: { 200: { description: 'The answer', body: 'Answer', example: ANSWER_EXAMPLE } },
    audited: false,
    errors: [
      'empty_question',
      'collection_not_found',
      'embedding_failed',
      'model_unavailable',
      'budget_exhausted',
    ],
    questionOf: body => body.question,
    async handle({ body, caller, signal, standAside }) {
      const request = await askedBy(caller, body, { access, archive })
      return reply(
        200,
        answerToWire(await answerer.answer(request, { onWaiting: () => standAside?.() }, signal)),
      )
    },
    stream: {
      description:
        'With `Accept: text/event-stream`: `sources`, then `block` for each finished, verified block and ' +
        '`delta` with more provisional text of the block being written (`discarded`: forget the drafts and ' +
        'blocks from this index on), then `answer` with the whole object, last; or `error` with a problem object, last. A comment line every 15 s keeps proxies open. ' +
        'Closing the connection stops the work.',
      events: {
        sources: 'SourcesEvent',
        block: 'BlockEvent',
        delta: 'DeltaEvent',
        answer: 'Answer',
        error: 'Problem',
      },
      async run({ body, caller, signal, standAside }, stream) {
        const answer = await answerer.answer(
          await askedBy(caller, body, { access, archive }),
          {
            onWaiting: () => standAside?.(),
            onSources(sources) {
              stream.send('sources', { sources: sources.map(sourceToWire) })
            },
            onBlock(block, index) {
              stream.send('block', { index, ...blockToWire(block) })
            },
            onDelta(text, index) {
              stream.send('delta', { index, text })
            },
            onDiscard(index) {
              stream.send('delta', { index, text: '', discarded: true })
            },
          },
          signal,
        )
        stream.send('answer', answerToWire(answer))
      },
    },
  })
}

function storedRoute({ archive, log }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/answers/{id}',
    operationId: 'getAnswer',
    tag: 'Answers',
    summary: 'Show an answer that was given',
    description:
      'A citation whose document was removed or changed shows `"withdrawn": true` and no quote, and what ' +
      'the answer said from it is left out. With `trace=true`, for administrators only: how it came about.',
    role: 'reader',
    params: schemas.idPath,
    query: schemas.answerQuery,
    responses: {
      200: {
        description: 'The answer',
        body: 'Answer',
        example: { ...ANSWER_EXAMPLE, trace: TRACE_EXAMPLE },
      },
    },
    errors: ['answer_not_found'],
    async handle({ params, query, caller }) {
      const wantsTrace = query.trace === 'true'
      if (wantsTrace) requireRole(caller, 'admin')
      const found = await readStoredAnswer({ archive, log }, params.id, personalScope(caller))
      if (found === undefined) throw answerNotFound()
      const answer = { ...answerToWire(found.answer), created_at: found.record.createdAt }
      if (!wantsTrace) return reply(200, answer)
      const trace = await showTrace(archive, found.record.trace, collection => mayRead(caller, collection))
      return reply(200, { ...answer, trace })
    },
  })
}

function feedbackRoute({ archive }: Deps, schemas: RequestSchemas): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/answers/{id}/feedback',
    operationId: 'giveFeedback',
    tag: 'Answers',
    summary: 'Say whether an answer helped',
    role: 'widget',
    params: schemas.idPath,
    query: schemas.noQuery,
    body: {
      name: 'FeedbackPost',
      schema: schemas.FeedbackPost,
      example: { rating: 'up', comment: '有用' },
    },
    responses: { 204: { description: 'Kept' } },
    errors: ['answer_not_found', 'disk_full'],
    async handle({ params, body, caller }) {
      const comment = body.comment === undefined ? null : normaliseText(body.comment)
      const feedback = { rating: body.rating, comment }
      const isKept = await archive.putFeedback(params.id, feedback, personalScope(caller))
      if (!isKept) throw answerNotFound()
      return reply(204)
    },
  })
}

/** What is asked, within the caller's rights, and counted. */
async function askedBy(
  caller: Caller,
  body: Validated<'AnswersPost'>,
  { access, archive }: Pick<Deps, 'access' | 'archive'>,
): Promise<AnswerRequest> {
  const { question, mode, measured } = body
  const collections = await narrowCollections(caller, body.collections, archive)
  await access.takeQuestion(caller)
  return {
    owner: caller.id,
    question: normaliseText(question),
    collections,
    mode,
    measured,
    filters: filterFromWire(body.filters),
    conversationId: body.conversation_id,
    modelTokens: access.modelTokensOf(caller),
  }
}

function answerNotFound(): AppError {
  return new AppError(
    'answer_not_found',
    'There is no answer of that id; it may have been forgotten with its conversation or after the retention time.',
  )
}
