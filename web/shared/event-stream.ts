export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) from the body
 * of a `fetch`, which, unlike EventSource, can POST and be aborted. `id` and `retry` are ignored. An event
 * that was cut off by the end of the stream is dropped, as the standard demands.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const parser = createEventParser()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield* parser(decoder.decode(value, { stream: true }))
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** @returns a function that takes the next piece of the stream, cut anywhere, and gives the finished events */
export function createEventParser(): (chunk: string) => StreamEvent[] {
  let rest = ''
  let event = ''
  let data: string[] = []

  const takeLine = (line: string): StreamEvent | undefined => {
    if (line === '') {
      const finished = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return finished
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
    return undefined
  }

  return chunk => {
    rest += chunk
    const finished: StreamEvent[] = []
    // A CR at the very end may be the first half of a CRLF: it waits for the next chunk.
    for (let match = LINE_END.exec(rest); match !== null; match = LINE_END.exec(rest)) {
      const found = takeLine(rest.slice(0, match.index))
      if (found !== undefined) finished.push(found)
      rest = rest.slice(match.index + match[0].length)
    }
    return finished
  }
}

const LINE_END = /\r\n|\n|\r(?!$)/
