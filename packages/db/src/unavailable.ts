import { SojournError } from '@sojourn/contract/error'

/**
 * What callers get when the database did not answer. Refusals pass unchanged; of anything else only a code travels:
 * its words may name files and statements, and are kept as the cause, for the log.
 */
export const toUnavailable = (error: unknown): SojournError => {
  if (error instanceof SojournError) return error
  return new SojournError('STORE_UNAVAILABLE', `The database failed: ${nameOf(error)}`, { cause: error })
}

export const storeIsClosed = (): SojournError => new SojournError('STORE_UNAVAILABLE', 'The store is closed')

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
