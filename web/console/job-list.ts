import { css, html, nothing } from 'lit'
import { ApiFailure } from '../shared/api-failure.js'
import { defineElement } from '../shared/define-element.js'
import { pathOf } from './console-client.js'
import { ConsoleView } from './console-view.js'
import type { Job } from './wire-types.js'

const LISTED = 20
/** While a job is under way, and while none is. */
const BUSY_MS = 1000
const IDLE_MS = 10_000

/** The newest jobs, kept fresh by itself. Fires `youju-jobs-ended` when one has ended since it looked last. */
export class JobList extends ConsoleView {
  static override readonly properties = { ...ConsoleView.properties, jobs: { state: true } }

  /** Null: not read yet. */
  declare protected jobs: readonly Job[] | null
  private timer: ReturnType<typeof setTimeout> | undefined
  private reading = 0

  constructor() {
    super()
    this.jobs = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.reading += 1
    clearTimeout(this.timer)
  }

  protected override firstUpdated(): void {
    this.refresh()
  }

  refresh(): void {
    void this.read()
  }

  private async read(): Promise<void> {
    clearTimeout(this.timer)
    const reading = ++this.reading
    try {
      const { jobs } = await this.client.get<{ jobs: Job[] }>('/v1/jobs', { limit: LISTED })
      if (reading !== this.reading) return
      this.show(jobs)
      this.failure = null
    } catch (error) {
      if (reading !== this.reading) return
      this.failure = error instanceof ApiFailure ? error : new ApiFailure('fallback')
      if (this.failure.code === 'unauthenticated') return
    }
    const pause = this.jobs?.some(isUnderWay) === true ? BUSY_MS : IDLE_MS
    this.timer = setTimeout(() => {
      this.refresh()
    }, pause)
  }

  private show(jobs: readonly Job[]): void {
    const before = new Map(this.jobs?.map(job => [job.id, job]))
    const isFirst = this.jobs === null
    this.jobs = jobs
    const hasEnded = (job: Job): boolean => {
      const earlier = before.get(job.id)
      return !isUnderWay(job) && (earlier === undefined || isUnderWay(earlier))
    }
    if (isFirst || !jobs.some(hasEnded)) return
    this.dispatchEvent(new CustomEvent('youju-jobs-ended', { bubbles: true, composed: true }))
  }

  private async change(job: Job, what: 'cancel' | 'retry'): Promise<void> {
    await this.act(() => this.client.send('POST', pathOf('jobs', job.id, what)), '')
    // What was refused stays told; the next look clears it.
    if (this.failure === null) this.refresh()
  }

  protected override render() {
    const { messages, jobs } = this
    return html`<section aria-labelledby="heading">
      <h2 id="heading">${messages.jobs.title}</h2>
      ${this.renderTold()} ${jobs?.length === 0 ? html`<p class="hint">${messages.jobs.none}</p>` : nothing}
      <ol class="items" aria-labelledby="heading">
        ${jobs?.map(job => html`<li>${this.renderJob(job)}</li>`)}
      </ol>
    </section>`
  }

  private renderJob(job: Job) {
    const { jobs } = this.messages
    return html`
      <p>
        <span class="title">${job.kind}</span> · <span class="state">${jobs.states[job.state]}</span> ·
        <time datetime=${job.created_at}
          >${new Date(job.created_at).toLocaleString(this.messages.language)}</time
        >
      </p>
      ${
        isUnderWay(job)
          ? html`<progress
              aria-label=${jobs.progress}
              max=${job.total ?? nothing}
              value=${job.total === null ? nothing : job.done}
            ></progress>`
          : nothing
      }
      <p class="hint">${this.factsOf(job).join(' · ')}</p>
      ${job.errors.length === 0 ? nothing : this.renderErrors(job)}
      <div class="buttons">
        ${isUnderWay(job) ? this.renderChange(job, 'cancel') : nothing}
        ${!isUnderWay(job) && (job.failed > 0 || job.state === 'failed') ? this.renderChange(job, 'retry') : nothing}
      </div>
    `
  }

  private factsOf(job: Job): string[] {
    const { jobs } = this.messages
    const facts = [jobs.done(job.done, job.total)]
    if (isUnderWay(job) && job.documents_per_second !== null)
      facts.push(jobs.rate(job.documents_per_second.toFixed(1)))
    if (isUnderWay(job) && job.eta_seconds !== null) facts.push(jobs.eta(Math.ceil(job.eta_seconds)))
    if (job.failed > 0) facts.push(jobs.failed(job.failed))
    const { counts } = job
    if (counts !== undefined && counts !== null)
      facts.push(jobs.counts(counts.created, counts.updated, counts.unchanged))
    return facts
  }

  private renderErrors({ errors }: Job) {
    return html`<details>
      <summary>${this.messages.jobs.errors}</summary>
      <ul class="errors">
        ${errors.map(({ item, code, detail }) => html`<li><b>${item}</b> (${code}): ${detail}</li>`)}
      </ul>
    </details>`
  }

  private renderChange(job: Job, what: 'cancel' | 'retry') {
    return html`<button class="quiet" type="button" @click=${() => void this.change(job, what)}>
      ${this.messages.jobs[what]}
    </button>`
  }

  static override readonly styles = [
    ...ConsoleView.styles,
    css`
      .items {
        max-block-size: 24rem;
        overflow-y: auto;
      }
      .buttons:not(:has(button)) {
        display: none;
      }
      .errors {
        padding-inline-start: 1rem;
        list-style: disc;
        font-size: 0.875rem;
      }
    `,
  ]
}

function isUnderWay({ state }: Job): boolean {
  return state === 'queued' || state === 'running'
}

defineElement('youju-job-list', JobList)

declare global {
  interface HTMLElementTagNameMap {
    'youju-job-list': JobList
  }
}
