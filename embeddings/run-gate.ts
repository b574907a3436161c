const STOP = 0
const RUNNING = 1

/**
 * A flag shared by a worker thread and the main thread around each native run. onnxruntime-node aborts the
 * whole process when its thread is ended during a run (measured with 1.21 to 1.30: `terminate()` and
 * `process.exit()` alike), so nothing may end the thread before the run has returned.
 */
export class RunGate {
  readonly #flags: Int32Array

  /** @param memory the other side's `memory`; a new one by default */
  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.#flags = new Int32Array(memory)
  }

  /** The worker's side. @throws {Error} once the gate is shut */
  async pass<Value>(run: () => Promise<Value>): Promise<Value> {
    // First announce, then look: the other side does it the other way round, so one of the two sees it.
    Atomics.store(this.#flags, RUNNING, 1)
    try {
      if (Atomics.load(this.#flags, STOP) === 1) throw new Error('the thread is ending')
      return await run()
    } finally {
      Atomics.store(this.#flags, RUNNING, 0)
      Atomics.notify(this.#flags, RUNNING)
    }
  }

  /** No run begins after this. */
  shut(): void {
    Atomics.store(this.#flags, STOP, 1)
  }

  /** Blocks this thread until the run in hand is over: only for the last moment of a process. */
  shutAndWait(timeoutMs: number): void {
    this.shut()
    Atomics.wait(this.#flags, RUNNING, 1, timeoutMs)
  }
}
