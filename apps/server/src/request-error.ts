import type { ErrorIssue } from '@sojourn/contract/error'
import { SojournError } from '@sojourn/contract/error'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'

type ZodIssue = ZodError['issues'][number]

/** A union says only "Invalid input"; what is wrong with the branch that came closest says more. */
const closestBranch = (issue: ZodIssue): readonly ZodIssue[] => {
  if (issue.code !== 'invalid_union') return []
  return issue.errors.reduce<readonly ZodIssue[]>(
    (best, branch) => (best.length === 0 || branch.length < best.length ? branch : best),
    [],
  )
}

const toIssues = (issues: readonly ZodIssue[], at: readonly PropertyKey[] = []): ErrorIssue[] =>
  issues.flatMap((issue) => {
    const path = [...at, ...issue.path]
    const inner = closestBranch(issue)
    return inner.length > 0 ? toIssues(inner, path) : [{ path: path.map(String).join('.'), message: issue.message }]
  })

/** VALIDATION_FAILED with the paths that are wrong. */
export const validationError = (error: ZodError): SojournError => {
  const issues = toIssues(error.issues)
  const first = issues[0]
  const detail = first ? [first.path, first.message].filter(Boolean).join(': ') : 'The request is not valid'
  return new SojournError('VALIDATION_FAILED', detail, { issues, cause: error })
}

const refusedByTrpc = (error: TRPCError): SojournError | undefined => {
  const details = { cause: error }
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return new SojournError('VALIDATION_FAILED', error.message, details)
    case 'NOT_FOUND':
      return new SojournError('NOT_FOUND', error.message, details)
    case 'METHOD_NOT_SUPPORTED':
      return new SojournError('METHOD_NOT_ALLOWED', error.message, details)
    case 'PAYLOAD_TOO_LARGE':
      return new SojournError('BODY_TOO_LARGE', error.message, details)
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new SojournError('UNSUPPORTED_MEDIA_TYPE', error.message, details)
    case 'UNAUTHORIZED':
      return new SojournError('UNAUTHORIZED', error.message, details)
    default:
      return undefined
  }
}

/**
 * What any failure is to the caller: a SojournError as it is, bad input with its paths, and everything else as INTERNAL
 * that names the request and nothing more; its cause is for the log.
 */
export const toSojournError = (error: unknown, requestId: string): SojournError => {
  if (error instanceof SojournError) return error
  if (error instanceof ZodError) return validationError(error)
  if (error instanceof TRPCError) {
    if (error.cause instanceof SojournError) return error.cause
    if (error.cause instanceof ZodError && error.code === 'BAD_REQUEST') return validationError(error.cause)
    const refused = refusedByTrpc(error)
    if (refused) return refused
  }
  return new SojournError('INTERNAL', 'The server failed; its log has the reason under this request id', {
    meta: { requestId },
    cause: error,
  })
}
