import { SojournError } from '@sojourn/contract/error'

/** What callers get when the database did not answer: their error stays as the cause, refusals pass unchanged. */
export const toUnavailable = (error: unknown): SojournError => {
  if (error instanceof SojournError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new SojournError('STORE_UNAVAILABLE', `The database failed: ${reason}`, { cause: error })
}
