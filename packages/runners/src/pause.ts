import { setTimeout as delay } from 'node:timers/promises'

/** Waits `ms` milliseconds; rejects at once with the signal's reason when it aborts. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted()
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    // What is thrown then is an AbortError of the timer's own; who waits wants to know why.
    signal.throwIfAborted()
    throw error
  }
}
