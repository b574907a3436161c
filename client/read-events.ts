/** One server-sent event, its data still as text. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
}

/**
 * The events of a response as Youju writes them: one `event`, one line of `data`, comments to keep the
 * connection open. One that was cut off by the end is dropped.
 * @param onChunk told of every sign of life
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onChunk()
      const frames = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const event = /^event: (.*)$/m.exec(frame)?.[1]
        const data = /^data: (.*)$/m.exec(frame)?.[1]
        if (data !== undefined) yield { event: event ?? 'message', data }
      }
    }
  } finally {
    // Also when the caller stops reading: the server then stops working.
    await reader.cancel().catch(() => undefined)
  }
}
