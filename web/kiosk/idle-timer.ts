/** The warning stands this long before everything is wiped, seconds. */
export const WARNING_SECONDS = 15

/** Calls back when nobody has touched the kiosk for a while: first to warn, second by second, then to wipe. */
export class IdleTimer {
  private lastTouchMs = performance.now()
  private readonly timer: ReturnType<typeof setInterval>

  /**
   * @param idleSeconds until everything is wiped, the warning included
   * @param onTick seconds left while the warning stands, null when it does not
   */
  constructor(
    private readonly idleSeconds: number,
    private readonly onTick: (secondsLeft: number | null) => void,
    private readonly onIdle: () => void,
  ) {
    this.timer = setInterval(() => {
      this.look()
    }, 1000)
  }

  /** Somebody is there. */
  touch(): void {
    this.lastTouchMs = performance.now()
    this.onTick(null)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    const left = Math.ceil(this.idleSeconds - (performance.now() - this.lastTouchMs) / 1000)
    if (left > WARNING_SECONDS) return
    if (left > 0) {
      this.onTick(left)
      return
    }
    this.touch()
    this.onIdle()
  }
}
