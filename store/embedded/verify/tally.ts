import type { CheckName, CheckReport } from '../../maintenance.js'

/** Enough to see what kind of damage it is; the rest is only counted. */
const MAX_DETAILS = 10

/** Counts what a check looks at and what it finds. */
export class Tally {
  private examined = 0
  private problems = 0
  private readonly details: string[] = []
  private readonly notes: string[] = []

  constructor(private readonly check: CheckName) {}

  examine(count = 1): void {
    this.examined += count
  }

  problem(detail: string, count = 1): void {
    this.problems += count
    if (this.details.length < MAX_DETAILS) this.details.push(detail)
  }

  note(text: string): void {
    this.notes.push(text)
  }

  report(): CheckReport {
    const { check, examined, problems, details, notes } = this
    return { check, examined, problems, details, notes }
  }
}
