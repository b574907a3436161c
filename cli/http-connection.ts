import { request as sendRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { FileReading } from '../ingest/file-reading.js'
import type { ApiCall } from '../server/http/call-route.js'
import type { Connection } from './connection.js'
import { httpEvents } from './http-events.js'
import { failureOf, unreachable, type HttpAnswer } from './http-failure.js'
import { HttpJobs } from './http-jobs.js'
import { createHttpSourceRecords } from './http-source-records.js'

/** A server that is full is asked again after this long. */
const RETRY_MS = 1000
const MAX_ATTEMPTS = 30

/**
 * @param serverUrl of a server on this machine, such as `http://127.0.0.1:3000`
 * @param token shows it that the caller can read the data directory
 */
export function createHttpConnection(
  serverUrl: string,
  reading: FileReading,
  token?: string | null,
): Connection {
  const call = async (sent: ApiCall): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await exchange(addressOf(sent, serverUrl), sent, token)
      if (answer.status < 400) return answer.text === '' ? undefined : parse(answer, serverUrl)
      const failure = failureOf(answer, serverUrl)
      if (failure.code !== 'too_many_requests' || attempt === MAX_ATTEMPTS) throw failure
      await delay(RETRY_MS)
    }
  }
  const jobs = new HttpJobs(call)
  return {
    jobs,
    isLocal: false,
    reading,
    sources: createHttpSourceRecords(call),
    call,
    events: (sent, signal) => httpEvents(addressOf(sent, serverUrl), { token, signal }),
    async close() {
      jobs.stop()
      await reading.close()
    },
  }
}

function addressOf({ path, params = {}, query = {} }: ApiCall, serverUrl: string): URL {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const address = new URL(filled, serverUrl)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value))
  }
  return address
}

/** By node:http and not fetch, which gives up on an import that takes longer than five minutes. */
function exchange(
  address: URL,
  { method, body }: ApiCall,
  token: string | null | undefined,
): Promise<HttpAnswer> {
  const content = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    accept: 'application/json, application/problem+json',
    ...(token && { authorization: `Bearer ${token}` }),
    ...(content === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
  }
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(unreachable(address.origin, cause))
    }
    const options = { method: method.toUpperCase(), headers, agent: false }
    const request = sendRequest(address, options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', fail)
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      })
    })
    request.once('error', fail)
    request.end(content)
  })
}

function parse({ text }: HttpAnswer, serverUrl: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw unreachable(serverUrl, error)
  }
}
