/** What a command ends with that Ctrl-C has stopped, as shells have it. */
export const INTERRUPTED_EXIT_CODE = 130

export interface Interruption {
  /** Aborts at the first Ctrl-C or SIGTERM. A second one ends the process at once. */
  readonly signal: AbortSignal
  /** Gives the signals back. */
  end(): void
}

/** Lets long work stop at a good place when it is interrupted. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController()
  const onSignal = (): void => {
    end()
    controller.abort()
  }
  const end = (): void => {
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return { signal: controller.signal, end }
}
