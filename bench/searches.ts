import { setTimeout as delay } from 'node:timers/promises'
import { spread, type ServiceProcess } from './service-process.js'

const EVERY_MS = 250

/** One client that searches again and again until it is ended. No question is asked twice before all were. */
export class Searches {
  readonly times: number[] = []
  private readonly stopping = new AbortController()
  private readonly running: Promise<void>

  constructor(
    private readonly service: ServiceProcess,
    private readonly questions: readonly string[],
  ) {
    this.running = this.run()
  }

  async end(): Promise<{ asked: number; p50: number; p95: number; max: number }> {
    this.stopping.abort()
    await this.running
    return { asked: this.times.length, ...spread(this.times) }
  }

  private async run(): Promise<void> {
    for (let index = 0; !this.stopping.signal.aborted; index++) {
      const begun = performance.now()
      // The vector of a question is remembered: another each time, as from many people.
      const query = `${this.questions[index % this.questions.length] ?? ''}${index}`
      await this.service.post('/v1/search', { query })
      this.times.push(performance.now() - begun)
      await delay(EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined)
    }
  }
}
