import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LOOPBACK_CALLER } from '../../server/access/auth.js'
import { createRequestSchemas } from '../../server/shapes/request-schemas.js'
import { EVALUATED_QUESTION_EXAMPLE } from '../../server/routes/evaluation-examples.js'
import { evaluationRoutes } from '../../server/routes/evaluations.js'
import { expectProblem, expectShape } from './conformance.js'
import { startTestServer, testDeps, type TestServer } from './test-server.js'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.close())

const question = (id: string, change: object = {}) => ({ ...EVALUATED_QUESTION_EXAMPLE, id, ...change })
const keep = (change: object = {}) =>
  server.send('/v1/evaluations', { body: { name: 'nightly', questions: [question('a')], ...change } })

describe('measured runs over HTTP', () => {
  it('are kept with the sums that their questions have, shown and forgotten', async () => {
    const questions = [question('a'), question('b', { contained: false, answer_ms: 99 })]
    const head = expectShape(await keep({ questions }), 201, 'EvaluationHead')
    expect(head).toMatchObject({
      name: 'nightly',
      collections: null,
      summary: {
        mode: 'auto',
        concurrency: 1,
        questions: 2,
        answers: { contained: 0.5 },
        answer_ms: { p95: 99 },
      },
    })
    const path = `/v1/evaluations/${String(head['id'])}`
    expect(expectShape(await server.send(path), 200, 'Evaluation')).toEqual({ ...head, questions })
    expect(expectShape(await server.send('/v1/evaluations'), 200, 'EvaluationList')).toEqual({
      evaluations: [head],
    })
    expect((await server.send(path, { method: 'DELETE' })).status).toBe(204)
    for (const method of ['GET', 'DELETE'])
      expectProblem(await server.send(path, { method }), 404, 'evaluation_not_found')
  })

  it.each([
    ['no question', { questions: [] }],
    ['two of one id', { questions: [question('a'), question('a')] }],
    ['an unknown figure', { questions: [question('a', { bleu: 1 })] }],
    ['a share over 1', { questions: [question('a', { confidence: 1.2 })] }],
    ['sums of the sender', { summary: {} }],
    ['a name of nothing', { name: ' ' }],
    ['a control character in the name', { name: 'a\u0007' }],
    ['a bad collection', { collections: ['../x'] }],
  ])('with %s are refused', async (_what, change) => {
    expectProblem(await keep(change), 400, 'invalid_request')
    expect((await server.send('/v1/evaluations')).json()).toEqual({ evaluations: [] })
  })

  it('are listed and shown however large their sums are', async () => {
    const many = { citations: 900_000, invalid_citations: 900_000, uncited_blocks: 900_000 }
    const head = expectShape(
      await keep({ questions: [question('a', many), question('b', many)] }),
      201,
      'EvaluationHead',
    )
    expect(head).toMatchObject({ summary: { answers: { citations: 1_800_000 } } })
    expect((await server.send('/v1/evaluations')).json()).toEqual({ evaluations: [head] })
    expect((await server.send(`/v1/evaluations/${String(head['id'])}`)).status).toBe(200)
  })

  it('over a collection that is not there are refused', async () => {
    expectProblem(await keep({ collections: ['nowhere'] }), 404, 'collection_not_found')
  })

  it('that an unknown version kept are left out', async () => {
    const { evaluations } = server.rooms.archive
    await evaluations.put({
      ...{
        id: 'old',
        createdAt: '',
        owner: 'loopback',
        collections: null,
        name: '',
        summary: {},
        questions: [],
      },
    })
    expect((await server.send('/v1/evaluations')).json()).toEqual({ evaluations: [] })
    expectProblem(await server.send('/v1/evaluations/old'), 404, 'evaluation_not_found')
  })

  it('are those of the collections of a limited administrator, and are made over those', async () => {
    await server.send('/v1/collections/news', { method: 'PUT' })
    const routes = evaluationRoutes(
      testDeps(server.rooms),
      createRequestSchemas(testDeps(server.rooms).config),
    )
    const { signal } = new AbortController()
    const call = async (operationId: string, input: object) => {
      const caller = { ...LOOPBACK_CALLER, id: 'key_1', collections: ['news'] }
      const blank = { params: {}, query: {}, body: {}, headers: {}, caller, signal, stopping: signal }
      return (await routes.find(route => route.operationId === operationId)?.handle({ ...blank, ...input }))
        ?.body
    }
    await keep()
    const body = { name: 'mine', mode: 'auto', concurrency: 1, questions: [question('a')] }
    expect(await call('keepEvaluation', { body })).toMatchObject({ collections: ['news'] })
    await expect(
      call('keepEvaluation', { body: { ...body, collections: ['default'] } }),
    ).rejects.toMatchObject({
      code: 'collection_not_found',
    })
    expect(await call('listEvaluations', { query: { limit: 10 } })).toMatchObject({
      evaluations: [{ name: 'mine' }],
    })
    const everyones = (await server.send('/v1/evaluations')).json()['evaluations'] as {
      id: string
      name: string
    }[]
    const id = everyones.find(({ name }) => name === 'nightly')?.id
    for (const operation of ['getEvaluation', 'deleteEvaluation'])
      await expect(call(operation, { params: { id } })).rejects.toMatchObject({
        code: 'evaluation_not_found',
      })
  })
})
