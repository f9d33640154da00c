import { SojournError } from '@sojourn/contract/error'
import type { Turn } from '@sojourn/core/ports/runner'
import { pause } from '../../pause.ts'

/** How a call that failed for a moment is repeated within an attempt. */
export interface Patience {
  /** Repetitions of one call. */
  retries: number
  /** Before the first repetition, doubling with each, milliseconds. */
  backoffMs: number
  /** A provider that asks for more time than this gets it from the runtime, which holds no attempt meanwhile, milliseconds. */
  maxWaitMs: number
  /** Turns what was thrown into an error with the catalogue's code. */
  errorOf: (thrown: unknown) => unknown
}

/**
 * Makes a call, and again when it failed with an error that may pass and soon. Throws the error otherwise: one that may
 * pass is then tried again by the runtime, as another attempt and not before the provider said.
 */
export const patiently = async <Result>(
  { turn, patience }: { turn: Turn; patience: Patience },
  call: () => Promise<Result>,
): Promise<Result> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await call()
    } catch (thrown) {
      turn.signal.throwIfAborted()
      const error = patience.errorOf(thrown)
      if (!(error instanceof SojournError) || !error.retryable || failures >= patience.retries) throw error
      const { retryAfterMs = 0 } = error.meta ?? {}
      const waitMs = Math.max(Number(retryAfterMs), patience.backoffMs * 2 ** failures)
      if (waitMs > patience.maxWaitMs) throw error
      await turn.log('warn', `${error.message} (${error.code}); asking again in ${waitMs / 1000} s.`)
      await pause(waitMs, turn.signal)
    }
  }
}
