import { ApiFailure, failureFromProblem, fetchResponse } from '../shared/api-failure.js'
import type { PageApi } from '../shared/page-api.js'

export type Role = 'reader' | 'writer' | 'admin'

/** The HTTP API, as the console uses it. Every call rejects with an ApiFailure. */
export interface ConsoleClient {
  /** For the parts that the console shares with the other pages. */
  readonly api: PageApi
  /** What the signed-in key may do. */
  readonly role: Role
  /** Null while the server has no keys. */
  readonly keyId: string | null
  get<T>(path: string, query?: Query): Promise<T>
  /** What is no JSON. */
  text(path: string): Promise<string>
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>
  upload<T>(path: string, files: readonly File[]): Promise<T>
  signIn(key: string): Promise<void>
}

/** Undefined and empty ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

export interface Connection extends Pick<ConsoleClient, 'api' | 'role' | 'keyId' | 'signIn'> {
  headers(): Promise<Record<string, string>>
  onFailure(failure: ApiFailure): void
}

export function createConsoleClient({ headers, onFailure, ...same }: Connection): ConsoleClient {
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const own = init.headers as Record<string, string> | undefined
    const response = await fetchResponse(path, {
      ...init,
      headers: { Accept: 'application/json', ...own, ...(await headers()) },
    })
    if (!response.ok) {
      const failure = await failureOf(response)
      onFailure(failure)
      throw failure
    }
    return response
  }
  const request = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await send(path, init)
    // A 204 has no body; who calls it expects nothing.
    return (response.status === 204 ? undefined : await response.json()) as T
  }
  return {
    ...same,
    get: (path, query = {}) => request(`${path}${queryString(query)}`, {}),
    text: async path => (await send(path, { headers: { Accept: 'text/plain' } })).text(),
    send(method, path, body) {
      if (body === undefined) return request(path, { method })
      const content = { 'Content-Type': 'application/json' }
      return request(path, { method, headers: content, body: JSON.stringify(body) })
    },
    upload(path, files) {
      const form = new FormData()
      for (const file of files) form.append('files', file, file.webkitRelativePath || file.name)
      return request(path, { method: 'POST', body: form })
    },
  }
}

function queryString(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

/** With each field that is wrong: who edits settings has to see which line is meant. */
async function failureOf(response: Response): Promise<ApiFailure> {
  const problem: unknown = await response.json().catch(() => undefined)
  const failure = failureFromProblem(problem, response.headers.get('Retry-After'))
  const lines = fieldErrors(problem).map(({ path, message }) => `${path}: ${message}`)
  const { code, retryAfterSeconds, requestId } = failure
  const detail = [failure.message, ...lines].join('\n')
  return new ApiFailure(code, { detail, retryAfterSeconds, requestId })
}

function fieldErrors(problem: unknown): readonly { path: string; message: string }[] {
  const { errors } = (problem ?? {}) as { errors?: unknown }
  return Array.isArray(errors) ? (errors as { path: string; message: string }[]) : []
}

/** The path of a resource, each part escaped. */
export function pathOf(...parts: readonly string[]): string {
  return `/v1/${parts.map(encodeURIComponent).join('/')}`
}
