/** Bounds how many replies are written at once. Nobody waits: the quoted answer is ready at once. */
export class ModelBudget {
  private running = 0

  /** @param maxRunning at least 1 */
  constructor(private readonly maxRunning: number) {}

  /** @returns gives the place back when called; null when every place is taken */
  enter(): (() => void) | null {
    if (this.running >= this.maxRunning) return null
    this.running++
    let held = true
    return () => {
      if (held) this.running--
      held = false
    }
  }
}
