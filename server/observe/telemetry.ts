import { AsyncLocalStorage } from 'node:async_hooks'
import type { Answer } from '../../answer/answer.js'
import type { AnswerTimings } from '../../answer/trace.js'

export type Stage = keyof AnswerTimings

/** What was done for a search or an answer, by stage. Holds no text of a question or a document. */
export interface WorkFacts {
  /** Milliseconds. */
  readonly timings: Partial<Record<Stage, number>>
  /** Undefined for a search. */
  readonly answer?: Pick<Answer, 'mode' | 'answered' | 'degraded' | 'refusal'>
  /** When it was done, milliseconds since 1970. */
  readonly endedAtMs: number
}

/** A request that is over. */
export interface RequestFacts {
  readonly requestId: string
  readonly method: string
  /** Template of the path. */
  readonly route: string
  readonly status: number
  /** Code of the failure, if it failed. */
  readonly code?: string | undefined
  /** `traceparent`, as the caller sent it. */
  readonly traceParent?: string | undefined
  readonly startedAtMs: number
  readonly ms: number
  /** What was done for it, in order. */
  readonly work: readonly WorkFacts[]
}

/** Somebody who looks on: metrics, or traces. */
export interface Observer {
  worked?(facts: WorkFacts): void
  requested?(facts: RequestFacts): void
  close?(): Promise<void>
}

/** Most that is remembered of what was done for one request (a batch of MCP may hold many). */
const MAX_WORK = 64

/** Tells what the service does to whoever looks on; while nobody does, it costs next to nothing. */
export class Telemetry {
  private readonly observers: Observer[] = []
  private readonly current = new AsyncLocalStorage<WorkFacts[]>()

  add(observer: Observer): void {
    this.observers.push(observer)
  }

  /** Does what is done for one request. @param work collects what was */
  within(work: WorkFacts[], begin: () => void): void {
    if (this.observers.length === 0) begin()
    else this.current.run(work, begin)
  }

  readonly answered = (answer: Answer, timings: AnswerTimings): void => {
    const { mode, answered, degraded, refusal } = answer
    // What was not done took no time.
    const done = mode === 'generative' || degraded !== null ? timings : { ...timings, generate: undefined }
    this.worked({ timings: withoutUndefined(done), answer: { mode, answered, degraded, refusal } })
  }

  searched(timings: WorkFacts['timings']): void {
    this.worked({ timings })
  }

  requested(facts: RequestFacts): void {
    for (const observer of this.observers) observer.requested?.(facts)
  }

  async close(): Promise<void> {
    for (const observer of this.observers) await observer.close?.()
  }

  private worked(given: Omit<WorkFacts, 'endedAtMs'>): void {
    if (this.observers.length === 0) return
    const facts = { ...given, endedAtMs: Date.now() }
    for (const observer of this.observers) observer.worked?.(facts)
    const work = this.current.getStore()
    if (work !== undefined && work.length < MAX_WORK) work.push(facts)
  }
}

function withoutUndefined(timings: Partial<Record<Stage, number | undefined>>): WorkFacts['timings'] {
  return Object.fromEntries(Object.entries(timings).filter(([, ms]) => ms !== undefined))
}
