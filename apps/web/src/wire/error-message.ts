import { errorCatalogue, isErrorCode } from '@sojourn/contract/error'
import { isMissingCode } from './missing-code.ts'
import { problemOf } from './problem.ts'

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
  if (isMissingCode(error)) {
    return {
      title: 'The server did not answer',
      detail: 'A part of the console could not be loaded.',
      advice: 'Try again when the connection is back.',
    }
  }
  return {
    title: 'The server did not answer',
    detail: error instanceof Error ? error.message : String(error),
    advice: 'Nothing is lost: what you see was true when the connection went. It is tried again by itself.',
  }
}
