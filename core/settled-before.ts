/**
 * Waits for work, but not beyond a deadline: the work then goes on by itself, and how it ends is nobody's business.
 * @param deadline without one the work is waited for as long as it takes
 * @returns whether the work was done. @throws what the work threw before the deadline
 */
export async function settledBefore(
  deadline: AbortSignal | undefined,
  work: Promise<unknown>,
): Promise<boolean> {
  const done = work.then(() => true)
  if (deadline === undefined) return done
  let onAbort = (): void => undefined
  const tooLate = new Promise<false>(resolve => {
    onAbort = () => {
      resolve(false)
    }
    if (deadline.aborted) onAbort()
    else deadline.addEventListener('abort', onAbort, { once: true })
  })
  done.catch(() => undefined)
  try {
    return await Promise.race([done, tooLate])
  } finally {
    deadline.removeEventListener('abort', onAbort)
  }
}
