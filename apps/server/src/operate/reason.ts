import { SojournError } from '@sojourn/contract/error'

/** What went wrong in a sentence when a person can do something about it, else with its stack. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof SojournError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
