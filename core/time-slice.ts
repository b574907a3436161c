import { setImmediate } from 'node:timers/promises'

/** Lets the other work of the thread run between the steps of a long computation. */
export interface TimeSlice {
  /** Call between steps: gives way when the slice is used up. A step itself must be short. */
  giveWay(): Promise<void>
}

/** @param sliceMs longest time between two rests, besides one step; default 8 ms */
export function createTimeSlice(sliceMs = 8): TimeSlice {
  let begun = performance.now()
  return {
    async giveWay() {
      if (performance.now() - begun < sliceMs) return
      await setImmediate()
      begun = performance.now()
    },
  }
}
