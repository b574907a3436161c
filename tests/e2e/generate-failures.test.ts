import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answers,
  breaksOff,
  fails,
  floods,
  hangsUp,
  isSilent,
  neverEnds,
  sendsRaw,
  stalls,
  type Script,
} from '../answer/scripted-model-server.js'
import { GenerationService, replyOf, TRUE_CLAIM } from './generation-service.js'

let stage: GenerationService
beforeAll(async () => {
  stage = await GenerationService.start()
})
afterAll(() => stage.stop())

describe('a language model that fails', () => {
  const whole = replyOf(TRUE_CLAIM).split('\n')[0] ?? ''
  const cases: readonly (readonly [string, Script, string, number])[] = [
    ['refuses the key', fails(401), 'model_refused', 1],
    ['has no such model', fails(404), 'model_refused', 1],
    ['takes no more requests', fails(429), 'model_busy', 3],
    ['fails', fails(500), 'model_unavailable', 3],
    ['hangs up', hangsUp, 'model_unavailable', 3],
    ['is a login page', sendsRaw('<html>login</html>', 'text/html'), 'model_unusable', 1],
    ['writes garbage', answers('当然！以下是答案：{"statement": {{{ 好的 ]]'), 'model_unusable', 1],
    ['writes prose', answers('云湾图书馆周二至周日9:00至21:00开放。[1]'), 'model_unusable', 1],
    ['writes nothing', answers(''), 'model_unusable', 1],
    ['breaks off', breaksOff(`${whole}\n{"quo`), 'model_un', 1],
    ['is cut off at its limit', answers(whole, 'length'), 'model_unusable', 1],
    ['says the same for ever', neverEnds(`${whole}\n`), 'model_unusable', 1],
    ['writes blanks for ever', neverEnds('\n'.repeat(50)), 'model_unusable', 1],
    ['sends bytes for ever', floods, 'model_unusable', 1],
  ]
  it.each(cases)('that %s leaves the quoted answer, and why', async (_name, script, code, requests) => {
    const quoted = await stage.ask({ mode: 'extractive' })
    const before = stage.model.requests.length
    stage.model.play(script)
    const answer = await stage.ask()
    expect(answer).toMatchObject({
      answered: true,
      mode: 'extractive',
      text: quoted.text,
      blocks: quoted.blocks,
    })
    expect(answer.degraded?.code).toContain(code)
    expect(stage.model.requests.length).toBe(before + requests)
  })

  it('that is slow is given up in time', async () => {
    await stage.restart({ YOUJU_LLM_TIMEOUT_MS: '400' })
    for (const script of [isSilent, stalls(), stalls(whole)]) {
      let closed: Promise<void> | undefined
      stage.model.play(exchange => {
        closed = exchange.closed
        return script(exchange)
      })
      expect(await stage.ask()).toMatchObject({ mode: 'extractive', degraded: { code: 'model_timed_out' } })
      await closed
    }
  }, 120_000)

  it('that is not configured is named when it is asked for, and only then', async () => {
    await stage.restart({ YOUJU_LLM_BASE_URL: '', YOUJU_LLM_MODEL: '' })
    const before = stage.model.requests.length
    expect(await stage.ask()).toMatchObject({ mode: 'extractive', degraded: null })
    expect(await stage.ask({ mode: 'generative' })).toMatchObject({
      mode: 'extractive',
      degraded: { code: 'model_not_configured' },
    })
    expect(stage.model.requests.length).toBe(before)
  }, 120_000)
})
