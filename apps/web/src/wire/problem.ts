import type { ErrorCode, Problem } from '@sojourn/contract/error'

/** The server's problem document inside an error of a call, when there is one. */
export const problemOf = (error: unknown): Problem | null => {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const { data } = error
  if (typeof data !== 'object' || data === null || !('problem' in data)) return null
  return data.problem as Problem
}

export const hasCode = (error: unknown, code: ErrorCode): boolean => problemOf(error)?.code === code

export const isUnauthorized = (error: unknown): boolean => hasCode(error, 'UNAUTHORIZED')

/** Whether sending the same call again can help: the server says so, or the server was never reached. */
export const isRetryable = (error: unknown): boolean => problemOf(error)?.retryable ?? true
