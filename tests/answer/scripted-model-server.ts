import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'

/** What the server was asked. */
export interface ModelRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: {
    readonly model: string
    readonly messages: readonly { readonly role: string; readonly content: string }[]
    readonly [setting: string]: unknown
  }
}

/** One exchange, for a script to answer as it likes. */
export interface Exchange {
  readonly request: ModelRequest
  readonly response: ServerResponse
  /** Resolves when the client has closed the connection or the reply has ended. */
  readonly closed: Promise<void>
}

/** How the model behaves. */
export type Script = (exchange: Exchange) => Promise<void> | void

/** An OpenAI-compatible chat server on a free port of the loopback that behaves as it is told. */
export interface ScriptedModelServer {
  readonly baseUrl: string
  readonly requests: readonly ModelRequest[]
  /** Each request takes the next script; the last one is kept. */
  play(...scripts: Script[]): void
  close(): Promise<void>
}

export async function startScriptedModelServer(): Promise<ScriptedModelServer> {
  const requests: ModelRequest[] = []
  let scripts: Script[] = [answers('')]
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ModelRequest['body']
      const request = { path: incoming.url ?? '', headers: incoming.headers, body }
      requests.push(request)
      const script = scripts.length > 1 ? scripts.shift() : scripts[0]
      const closed = new Promise<void>(resolve => {
        response.once('close', resolve)
      })
      void Promise.resolve(script?.({ request, response, closed })).catch(() => response.destroy())
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    play(...next) {
      scripts = next
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

const PIECE_LENGTH = 7

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
}

function sendDelta(response: ServerResponse, content: string, finishReason: string | null = null): void {
  const choice = { index: 0, delta: { role: 'assistant', content }, finish_reason: finishReason }
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'scripted',
    choices: [choice],
  }
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

async function sendText(response: ServerResponse, text: string, pieceLength = PIECE_LENGTH): Promise<void> {
  for (let at = 0; at < text.length; at += pieceLength) {
    sendDelta(response, text.slice(at, at + pieceLength))
    await setImmediate()
  }
}

function end(response: ServerResponse, finishReason: string): void {
  sendDelta(response, '', finishReason)
  response.end('data: [DONE]\n\n')
}

/** Writes a text, or what the request makes of it, in small pieces and ends as it should. */
export function answers(
  text: string | ((request: ModelRequest) => string),
  finishReason = 'stop',
  pieceLength = PIECE_LENGTH,
): Script {
  return async ({ request, response }) => {
    begin(response)
    await sendText(response, typeof text === 'string' ? text : text(request), pieceLength)
    end(response, finishReason)
  }
}

/** Refuses with a status, as OpenAI words it. */
export function fails(status: number): Script {
  return ({ response }) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ error: { message: 'scripted failure', type: 'scripted', code: null } }))
  }
}

/** Closes the connection without a word. */
export const hangsUp: Script = ({ response }) => {
  response.destroy()
}

/** Writes a text and then nothing, with the connection open. */
export function stalls(text = ''): Script {
  return async ({ response, closed }) => {
    begin(response)
    await sendText(response, text)
    await closed
  }
}

/** Never even begins. */
export const isSilent: Script = ({ closed }) => closed

/** Writes a text, then breaks the connection off. */
export function breaksOff(text: string): Script {
  return async ({ response }) => {
    begin(response)
    await sendText(response, text)
    response.destroy()
  }
}

/** Writes a text again and again until the client has had enough. */
export function neverEnds(text: string): Script {
  return async ({ response }) => {
    begin(response)
    while (!response.destroyed) {
      sendDelta(response, text)
      await setImmediate()
    }
  }
}

/** Answers 200 with something that is no event stream of ours. */
export function sendsRaw(body: string, contentType = 'text/event-stream'): Script {
  return ({ response }) => {
    response.writeHead(200, { 'Content-Type': contentType })
    response.end(body)
  }
}

/** Sends bytes without a line end until the client has had enough. */
export const floods: Script = async ({ response, closed }) => {
  begin(response)
  while (!response.destroyed) {
    if (!response.write('x'.repeat(16_384))) await Promise.race([drained(response), closed])
    await setImmediate()
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    response.once('drain', resolve)
  })
}
