import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, breaksOff, fails, stalls, type ModelRequest } from '../answer/scripted-model-server.js'
import { eventsOf, expectShape } from '../server/conformance.js'
import { begin, send } from '../server/test-server.js'
import {
  FALSE_CLAIM,
  GenerationService,
  MODEL_TIMEOUT_MS,
  QUESTION,
  replyOf,
  SOURCE,
  TRUE_CLAIM,
} from './generation-service.js'

let stage: GenerationService
beforeAll(async () => {
  stage = await GenerationService.start()
})
afterAll(() => stage.stop())

describe('an answer with a language model', () => {
  it('says what the model says, each statement with the exact characters that bear it out', async () => {
    stage.model.play(answers(replyOf(TRUE_CLAIM, ['入馆不收押金。', '不收押金'])))
    const answer = await stage.ask()
    expect(answer).toMatchObject({ answered: true, mode: 'generative', degraded: null })
    expect(answer.blocks.map(({ text }) => text)).toEqual([TRUE_CLAIM[0], '入馆不收押金。'])
    for (const { start: from, end, quote } of answer.blocks.flatMap(({ citations }) => citations)) {
      expect(SOURCE.slice(from, end)).toBe(quote)
    }
    expect(answer.text).toContain('[1]')
    const stored = expectShape(await send(stage.port, `/v1/answers/${answer.id}`), 200, 'Answer')
    expect(stored).toMatchObject({ mode: 'generative', blocks: answer.blocks })
  })

  it('leaves out what the quotes do not bear out', async () => {
    stage.model.play(answers(replyOf(FALSE_CLAIM, TRUE_CLAIM, ['馆长是王某。', '馆长是王某'])))
    const answer = await stage.ask()
    expect(answer).toMatchObject({ mode: 'generative', degraded: null })
    expect(answer.blocks.map(({ text }) => text)).toEqual([TRUE_CLAIM[0]])
  })

  it('quotes the documents when nothing that the model wrote is borne out', async () => {
    stage.model.play(answers(replyOf(FALSE_CLAIM)))
    expect(await stage.ask()).toMatchObject({
      answered: true,
      mode: 'extractive',
      degraded: { code: 'model_unsupported' },
    })
  })

  it('refuses with the nearest sources when the model finds no answer', async () => {
    stage.model.play(answers('{"found": false}'))
    const answer = await stage.ask()
    expect(answer).toMatchObject({
      answered: false,
      blocks: [],
      degraded: null,
      refusal: { code: 'not_in_archive' },
    })
    expect(answer.refusal?.nearest).not.toHaveLength(0)
  })

  it('does not ask the model in extractive mode', async () => {
    const before = stage.model.requests.length
    expect(await stage.ask({ mode: 'extractive' })).toMatchObject({ mode: 'extractive', degraded: null })
    expect(stage.model.requests.length).toBe(before)
  })

  it.each([500, 429])('tries again after a passing failure (%d)', async status => {
    stage.model.play(fails(status), answers(replyOf(TRUE_CLAIM)))
    const before = stage.model.requests.length
    expect(await stage.ask()).toMatchObject({ mode: 'generative', degraded: null })
    expect(stage.model.requests.length).toBe(before + 2)
  })

  it('shows the model nothing but the question and the passages found, inside a frame nobody can guess', async () => {
    stage.model.play(answers(replyOf(TRUE_CLAIM)))
    await stage.ask()
    await stage.ask()
    const [first, second] = stage.model.requests.slice(-2).map(promptOf)
    const nonce = /===== ([0-9a-f]{18}) question =====/.exec(first ?? '')?.[1] ?? 'none'
    expect(first).toContain(QUESTION)
    expect(first).toContain('周一闭馆')
    expect(second).not.toContain(nonce)
  })
})

const promptOf = ({ body }: ModelRequest) => body.messages.map(({ content }) => content).join('\n')

describe('a streamed answer with a language model', () => {
  const stream = async () =>
    eventsOf((await stage.post({ question: QUESTION }, { accept: 'text/event-stream' })).text)

  it('drafts, then shows what was verified, then the whole', async () => {
    stage.model.play(answers(replyOf(TRUE_CLAIM)))
    const events = await stream()
    const drafts = events
      .filter(({ event }) => event === 'delta')
      .map(({ data }) => (data as { text: string }).text)
    expect(drafts.join('')).toBe(TRUE_CLAIM[0])
    const blockAt = events.findIndex(({ event }) => event === 'block')
    expect(events.findIndex(({ event }) => event === 'sources')).toBe(blockAt - 1)
    expect(events[blockAt]?.data).toMatchObject({ index: 0, text: TRUE_CLAIM[0] })
    expect(events.at(-1)).toMatchObject({ event: 'answer', data: { mode: 'generative' } })
  })

  it('takes a draft back that does not stand the check, and never shows it as a block', async () => {
    stage.model.play(answers(replyOf(FALSE_CLAIM, TRUE_CLAIM)))
    const events = await stream()
    const discardAt = events.findIndex(({ data }) => (data as { discarded?: true }).discarded === true)
    const blocks = events.filter(({ event }) => event === 'block')
    expect(discardAt).toBeGreaterThan(0)
    expect(blocks.map(({ data }) => (data as { text: string }).text)).toEqual([TRUE_CLAIM[0]])
  })

  it('takes everything back when the model breaks off, and quotes', async () => {
    stage.model.play(breaksOff(`${replyOf(TRUE_CLAIM).split('\n')[0] ?? ''}\n{"quo`))
    const events = await stream()
    const discardAt = events.findLastIndex(({ data }) => (data as { discarded?: true }).discarded === true)
    const later = events.slice(discardAt + 1).map(({ event }) => event)
    expect(events[discardAt]?.data).toMatchObject({ index: 0 })
    expect(later).toEqual(expect.arrayContaining(['sources', 'block', 'answer']))
    expect(events.at(-1)).toMatchObject({ data: { mode: 'extractive' } })
  })

  it('closes the request to the model when the reader leaves', async () => {
    const started = performance.now()
    let closed: Promise<void> | undefined
    const script = stalls(`${replyOf(TRUE_CLAIM).split('\n')[0] ?? ''}\n`)
    stage.model.play(exchange => {
      closed = exchange.closed
      return script(exchange)
    })
    const begun = await begin(stage.port, '/v1/answers', {
      body: { question: QUESTION },
      headers: { accept: 'text/event-stream' },
    })
    // The head of the answer is there, so the model has been asked.
    begun.leave()
    expect(closed).toBeDefined()
    await closed
    expect(performance.now() - started).toBeLessThan(MODEL_TIMEOUT_MS)
  })
})

describe('YOUJU_UNSUPPORTED=mark', () => {
  it('shows beside the verified what is not borne out, marked in words and as a field', async () => {
    await stage.restart({ YOUJU_UNSUPPORTED: 'mark' })
    stage.model.play(answers(replyOf(TRUE_CLAIM, FALSE_CLAIM, ['馆长是王某。', '馆长是王某'])))
    const { blocks } = await stage.ask()
    expect(blocks).toHaveLength(2)
    expect(blocks[0]).not.toHaveProperty('unsupported')
    expect(blocks[1]).toMatchObject({ unsupported: true, citations: [{ support: 0 }] })
    expect(blocks[1]?.text).toBe(`（未经原文证实）${FALSE_CLAIM[0]}`)
  }, 120_000)
})
