/** A process in which nothing hangs ends by itself in some milliseconds. */
const PATIENCE_MS = 1000

/**
 * Ends this process by SIGTERM if it has not ended by itself in a second. For a service that is done: a thread that hangs
 * in a disk that does not answer would hold it for ever, and `process.exit` waits for threads, too.
 */
export function endDespiteHungThreads(): void {
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), PATIENCE_MS).unref()
}
