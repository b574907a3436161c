import { expect } from 'vitest'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import type { Received } from './test-server.js'

/** Expects the status and exactly the shape: a field that the schema does not name fails too. */
export function expectShape(
  received: Received,
  status: number,
  name: keyof typeof RESPONSE_SCHEMAS,
): Record<string, unknown> {
  expect(received.status, received.text).toBe(status)
  const body = received.json()
  expect(RESPONSE_SCHEMAS[name].parse(body)).toEqual(body)
  return body
}

/** Expects a problem of this code, complete and consistent with its HTTP status. */
export function expectProblem(received: Received, status: number, code: string): Record<string, unknown> {
  expect(received.status, received.text).toBe(status)
  expect(received.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  const problem = received.json()
  expect(problem).toMatchObject({ type: `urn:youju:error:${code}`, status, code })
  expect(RESPONSE_SCHEMAS.Problem.parse(problem)).toEqual(problem)
  return problem
}

export interface StreamEvent {
  readonly event: string
  readonly data: Record<string, unknown>
}

/** The events of a finished stream, in order; comments are left out. */
export function eventsOf(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .filter(frame => frame.startsWith('event: '))
    .map(frame => {
      const [event = '', data = ''] = frame.split('\n')
      return {
        event: event.slice('event: '.length),
        data: JSON.parse(data.slice('data: '.length)) as Record<string, unknown>,
      }
    })
}
