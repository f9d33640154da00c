import { SojournError } from '@sojourn/contract/error'
import { jsonValue } from '@sojourn/contract/json'
import { runError } from '@sojourn/contract/run'
import { z } from 'zod'
import type { RunOutcome } from '../ports/runner.ts'
import { asJson } from './as-json.ts'

const outcome = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('completed'),
    doneReason: z.enum(['completed', 'max_steps']).optional(),
    output: jsonValue.optional(),
  }),
  z.object({
    status: z.literal('failed'),
    doneReason: z.enum(['error', 'denied', 'budget', 'max_steps']).optional(),
    error: runError,
  }),
])

/** What a runner says of the end of its attempt; RUNNER_FAILED when that is nothing that could be kept. */
export const parseOutcome = (said: unknown): RunOutcome => {
  const parsed = outcome.safeParse(asJson(said, 'What the runner answered'))
  if (parsed.success) return parsed.data as RunOutcome
  throw new SojournError('RUNNER_FAILED', 'The runner did not answer how the run has ended.', { cause: parsed.error })
}
