import { errorCatalogue, isErrorCode, type Problem } from '@sojourn/contract/error'

/** The server's problem document inside an error of a call, when there is one. */
export const problemOf = (error: unknown): Problem | null => {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const { data } = error
  if (typeof data !== 'object' || data === null || !('problem' in data)) return null
  return data.problem as Problem
}

export const isUnauthorized = (error: unknown): boolean => problemOf(error)?.code === 'UNAUTHORIZED'

/** Whether sending the same call again can help: the server says so, or the server was never reached. */
export const isRetryable = (error: unknown): boolean => problemOf(error)?.retryable ?? true

export interface ErrorMessage {
  title: string
  detail: string
  advice: string | null
}

/** An error in words for people: what the server said and what to do, or that the server was not reached. */
export const messageOf = (error: unknown): ErrorMessage => {
  const problem = problemOf(error)
  if (problem) {
    const issues = problem.issues?.map((issue) => `${issue.path}: ${issue.message}`).join('; ')
    return {
      title: problem.title,
      detail: issues ?? problem.detail,
      advice: isErrorCode(problem.code) ? errorCatalogue[problem.code].advice : null,
    }
  }
  return {
    title: 'The server did not answer',
    detail: error instanceof Error ? error.message : String(error),
    advice: 'Nothing is lost: what you see was true when the connection went. It is tried again by itself.',
  }
}
