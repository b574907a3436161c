import { describe, expect, it } from 'vitest'
import { createEventParser, readEventStream } from '../../web/shared/event-stream.js'

const STREAM =
  ': keep-alive\n\nevent: block\ndata: {"text":"开馆时间"}\n\ndata: one\ndata:two\r\n\r\nevent: answer\rdata: 3\r\r\n'
const EVENTS = [
  { event: 'block', data: '{"text":"开馆时间"}' },
  { event: 'message', data: 'one\ntwo' },
  { event: 'answer', data: '3' },
]

describe('event stream', () => {
  it('reads the same events however the text is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const parse = createEventParser()
      expect([...parse(STREAM.slice(0, cut)), ...parse(STREAM.slice(cut))]).toEqual(EVENTS)
    }
  })

  it('reads characters whose bytes arrive one at a time', async () => {
    const bytes = new TextEncoder().encode(STREAM)
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const events = []
    for await (const event of readEventStream(body)) events.push(event)
    expect(events).toEqual(EVENTS)
  })

  it('drops an event that the end of the stream cut off', () => {
    expect(createEventParser()('event: answer\ndata: half\n')).toEqual([])
  })

  it('cancels the body when the reader has seen enough', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('data: first\n\n'))
      },
      cancel() {
        cancelled = true
      },
    })
    for await (const { data } of readEventStream(body)) {
      expect(data).toBe('first')
      break
    }
    expect(cancelled).toBe(true)
  })
})
