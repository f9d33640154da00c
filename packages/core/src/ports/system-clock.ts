import type { Clock } from './clock.ts'

/** Longest delay a timer takes, milliseconds. */
const maxTimer = 2 ** 31 - 1

/** The machine's clock. Its timers do not keep the process alive: whoever needs it alive holds something else open. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), maxTimer))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
