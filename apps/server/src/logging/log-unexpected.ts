import { toSojournError } from '../request-error.ts'

interface ErrorLog {
  error(fields: object, message: string): void
}

/** Logs what the caller must not hear; refusals are answers like any other and leave no trace here. */
export const logUnexpected = (error: unknown, requestId: string, log: ErrorLog): void => {
  const problem = toSojournError(error, requestId)
  if (problem.code === 'INTERNAL') log.error({ err: problem.cause ?? problem, requestId }, 'request failed')
}
