import { type ErrorCode, SojournError } from '@sojourn/contract/error'
import { type Backoff, backoffMs, wait } from './backoff.ts'

/** Failures of the way to the server, not of the request: the same request may well succeed in a moment. */
const passing: readonly ErrorCode[] = ['SERVER_UNREACHABLE', 'BAD_RESPONSE', 'SHUTTING_DOWN', 'STORE_UNAVAILABLE']

export const isPassing = (error: unknown): error is SojournError =>
  error instanceof SojournError && passing.includes(error.code)

export interface RetryOptions {
  /** Repetitions after the first try. */
  retries: number
  backoff: Backoff
  signal?: AbortSignal | undefined
  /** Which failures are worth another try. */
  when: (error: unknown) => boolean
}

/** Tries again, with growing waits. */
export const retry = async <Value>(attempt: () => Promise<Value>, options: RetryOptions): Promise<Value> => {
  for (let repetition = 1; ; repetition++) {
    try {
      return await attempt()
    } catch (error) {
      if (repetition > options.retries || !options.when(error)) throw error
      await wait(backoffMs(options.backoff, repetition), options.signal)
    }
  }
}
