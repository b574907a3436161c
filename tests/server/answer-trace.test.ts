import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../answer/answer.js'
import { LOCAL_OWNER } from '../../core/owner.js'
import { createRequestSchemas } from '../../server/shapes/request-schemas.js'
import { answerRoutes } from '../../server/routes/answers.js'
import { RESPONSE_SCHEMAS, type Wire } from '../../server/shapes/response-schemas.js'
import { LOOPBACK_CALLER, type Caller } from '../../server/access/auth.js'
import { openStage, type ArchiveStage } from '../retrieval/archive-stage.js'

const LIBRARY = '云湾图书馆新馆3月1日开放。周一闭馆，周二至周日9:00至21:00开放，馆长是林小舟。'
const QUESTION = '云湾图书馆的馆长是谁？'

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    { id: 'library', title: '新馆开放', text: LIBRARY },
    { id: 'ferry', title: '渡轮', text: '青螺渡轮每天早上七点开航，票价五元。' },
  ])
})
afterAll(() => stage.close())

const ask = () => stage.youju.answerer.answer({ question: QUESTION, owner: LOCAL_OWNER })

/** As the route answers, without HTTP: the keyless server knows no other role than administrators. */
async function show(id: string, trace: 'true' | 'false', role: Caller['role'] = 'admin') {
  const routes = answerRoutes(stage.youju, createRequestSchemas(stage.youju.config))
  const route = routes.find(({ operationId }) => operationId === 'getAnswer')
  const { signal } = new AbortController()
  const input = {
    params: { id },
    query: { trace },
    body: undefined,
    headers: undefined,
    caller: { ...LOOPBACK_CALLER, role },
    signal,
    stopping: signal,
  }
  return (await route?.handle(input))?.body as Wire<'Answer'>
}

describe('the trace of an answer', () => {
  it('tells what was looked up, found, considered and measured', async () => {
    const { id } = await ask()
    const answer = RESPONSE_SCHEMAS.Answer.strict().parse(await show(id, 'true'))
    const { trace } = answer
    if (trace === undefined || trace === null) throw new Error('there is no trace')
    expect(trace.terms.find(({ text }) => text === '馆长')).toMatchObject({ field: 'words', passages: 1 })
    expect(trace.passages[0]).toMatchObject({ document_id: 'library', score: 1, scores: { keyword: 1 } })
    const [best] = trace.sentences
    expect(best?.matched).toContain('馆长')
    expect(LIBRARY.slice(best?.start, best?.end)).toBe(best?.text)
    expect(best?.features).toHaveProperty('context_focus')
    expect(trace.confidence_features).toHaveProperty('rare_coverage')
    expect(trace).toMatchObject({ dropped_citations: [], generation: null, hidden_passages: 0 })
    expect(trace.timings_ms.keyword).toBeGreaterThan(0)
    expect(trace.timings_ms.vector).toBeGreaterThan(0)
    const { interpret, keyword, vector, fuse, read, generate, verify } = trace.timings_ms
    const stages = interpret + Math.max(keyword, vector) + fuse + read + generate + verify
    expect(stages).toBeLessThanOrEqual(answer.took_ms + 0.01)
  })

  it('is for administrators, and comes only when it is asked for', async () => {
    const { id } = await ask()
    for (const role of ['reader', 'writer'] as const)
      await expect(show(id, 'true', role)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await show(id, 'false', 'reader')).not.toHaveProperty('trace')
    expect(await show(id, 'false')).not.toHaveProperty('trace')
  })

  it('never holds text of a document, and shows nothing of what was withdrawn', async () => {
    const { id } = await ask()
    const kept = JSON.stringify((await stage.youju.archive.answer(id))?.trace)
    expect(kept).not.toMatch(/林小舟|新馆开放|周一闭馆/)
    await stage.youju.archive.deleteDocument('default', 'library')
    const { trace } = await show(id, 'true')
    expect(JSON.stringify(trace)).not.toMatch(/林小舟|新馆|library/)
    expect(trace?.hidden_passages).toBeGreaterThan(0)
    expect(trace?.timings_ms.keyword).toBeGreaterThan(0)
    await stage.put([{ id: 'library', title: '新馆开放', text: LIBRARY }])
  })

  it('of an answer that an earlier version kept is null', async () => {
    const answer: Answer = await ask()
    const record = await stage.youju.archive.answer(answer.id)
    if (record === undefined) throw new Error('the answer was not kept')
    await stage.youju.archive.putAnswer({ ...record, trace: { features: null, considered: [], dropped: [] } })
    expect(await show(answer.id, 'true')).toMatchObject({ trace: null })
  })
})
