import { createServer, STATUS_CODES, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { AppError, type ErrorCode } from '../core/errors.js'
import { createApp } from './app.js'
import { limitArrival } from './http/arrival.js'
import type { Lifecycle, ServerDeps } from './deps.js'
import { isLoopbackName } from './http/loopback.js'
import { toProblem } from './http/problem.js'
import { startWebhookSender } from './webhooks/webhook-sender.js'

/** After the cutoff, answers that are already written get this long to reach the network. */
const FLUSH_MS = 500
/** Far above what a gate lets work; each idle connection costs some 20 KB. */
const MAX_CONNECTIONS = 4096
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const
const INTERRUPTED_EXIT_CODE = 130

export interface RunningServer {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string
  readonly port: number
  /**
   * Stops taking requests, lets the ones in flight finish for YOUJU_SHUTDOWN_TIMEOUT_MS, gives up the rest
   * with `shutting_down`, and closes every connection. Calling it again waits for the same stop.
   */
  stop(): Promise<void>
}

export type ServeDeps = Omit<ServerDeps, 'lifecycle'>

/**
 * Listens on HOST and PORT.
 * @throws {AppError} `listen_refused`, `address_in_use`, `invalid_config`
 */
export async function serve(deps: ServeDeps): Promise<RunningServer> {
  const { HOST: host, PORT: port, YOUJU_REQUEST_TIMEOUT_MS: timeoutMs } = deps.config
  if (deps.access.keys.isEmpty) requireLoopbackHost(host)
  const stopping = new AbortController()
  const cutoff = new AbortController()
  const lifecycle: Lifecycle = { stopping: stopping.signal, cutoff: cutoff.signal }
  const server = createServer({
    requestTimeout: Math.max(timeoutMs, deps.config.YOUJU_UPLOAD_TIMEOUT_MS),
    headersTimeout: Math.min(timeoutMs, 15_000),
    connectionsCheckingInterval: Math.min(timeoutMs, 5000),
  })
  const app = createApp({ ...deps, lifecycle })
  server.on('request', (request, response) => {
    const giveUp = (): void => {
      answerClientError(TOO_LATE, request.socket)
    }
    limitArrival(request, response, { timeoutMs, giveUp })
    app(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  // Their size is bounded. Beyond a number Node drops the rest silently, and with it what a proxy has added.
  server.maxHeadersCount = 0
  server.on('clientError', answerClientError)
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const name = localName(address)
  const sender = startWebhookSender({
    ...deps,
    webhooks: deps.archive.webhooks,
    pollMs: deps.webhookPollMs,
  })
  let stopped: Promise<void> | undefined
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    stop() {
      const timeoutMs = deps.config.YOUJU_SHUTDOWN_TIMEOUT_MS
      stopped ??= Promise.all([sender.stop(), stop(server, { stopping, cutoff, timeoutMs })]).then(
        () => undefined,
      )
      return stopped
    },
  }
}

/**
 * Waits for SIGTERM or SIGINT (Ctrl-C), then runs the stop. A second signal ends the process at once, for
 * someone who will not wait.
 */
export async function stopOnSignal(stop: () => Promise<void>): Promise<void> {
  let onSignal = (): void => undefined
  const listener = (): void => {
    onSignal()
  }
  for (const signal of STOP_SIGNALS) process.on(signal, listener)
  try {
    await new Promise<void>(resolve => {
      onSignal = resolve
    })
    onSignal = () => process.exit(INTERRUPTED_EXIT_CODE)
    await stop()
  } finally {
    for (const signal of STOP_SIGNALS) process.removeListener(signal, listener)
  }
}

/**
 * Without keys only this machine may be served.
 * @throws {AppError} `listen_refused`
 */
export function requireLoopbackHost(host: string): void {
  if (isLoopbackName(host)) return
  throw new AppError(
    'listen_refused',
    `HOST=${host} can be reached from other machines, and without keys everybody there would be an ` +
      'administrator. Make a key first, with `youju keys create --role admin`, or use HOST=127.0.0.1.',
  )
}

/** Where this machine itself reaches the server. */
function localName({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return family === 'IPv6' ? `[${address}]` : address
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(listenError(error, host, port))
    }
    server.once('error', onError)
    server.listen(port, host, () => {
      server.removeListener('error', onError)
      resolve()
    })
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new AppError(
      'address_in_use',
      `Port ${port} on ${host} is taken: stop the program that holds it, or choose another with PORT=3001.`,
      { cause: error },
    )
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new AppError(
      'invalid_config',
      `HOST=${host} PORT=${port} cannot be listened on (${error.code}): choose another.`,
      { cause: error },
    )
  }
  return error
}

interface StopOptions {
  readonly stopping: AbortController
  readonly cutoff: AbortController
  readonly timeoutMs: number
}

async function stop(server: Server, { stopping, cutoff, timeoutMs }: StopOptions): Promise<void> {
  const reason = new AppError('shutting_down', 'The server is stopping; ask again in a moment.')
  stopping.abort(reason)
  const timers: NodeJS.Timeout[] = []
  await new Promise<void>(resolve => {
    server.close(() => {
      resolve()
    })
    timers.push(
      setTimeout(() => {
        cutoff.abort(reason)
        timers.push(
          setTimeout(() => {
            server.closeAllConnections()
          }, FLUSH_MS),
        )
      }, timeoutMs),
    )
  })
  for (const timer of timers) clearTimeout(timer)
}

const TOO_LATE = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
const CLIENT_ERRORS: Readonly<Record<string, ErrorCode | undefined>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** What is not HTTP never reaches the app; it gets a problem all the same. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const code = CLIENT_ERRORS[error.code ?? ''] ?? 'invalid_request'
  const problem = toProblem(new AppError(code, 'The request could not be read as HTTP/1.1.'), 'none')
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
