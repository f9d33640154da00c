import { type ErrorCode, errorCatalogue, isErrorCode, type Problem, SojournError } from '@sojourn/contract/error'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The problem in an error's body: REST sends it bare, a procedure in `error.data.problem`. */
const problemIn = (body: unknown): Partial<Problem> | null => {
  if (!isRecord(body)) return null
  if (typeof body.code === 'string' && typeof body.detail === 'string') return body
  const data = isRecord(body.error) ? body.error.data : body.data
  return isRecord(data) && isRecord(data.problem) ? data.problem : null
}

/** The nearest code of this catalogue for one that a newer server has. */
const codeFor = (status: number | undefined): ErrorCode => {
  if (status === 401) return 'UNAUTHORIZED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404) return 'NOT_FOUND'
  if (status !== undefined && status < 500) return 'VALIDATION_FAILED'
  return 'INTERNAL'
}

/** A problem as the server sent it, as the error it stands for. */
const errorFromProblem = (problem: Partial<Problem>): SojournError => {
  const known = isErrorCode(problem.code)
  const code = known ? problem.code : codeFor(problem.status)
  const meta = known ? problem.meta : { ...problem.meta, code: problem.code }
  return new SojournError(code as ErrorCode, problem.detail ?? errorCatalogue[code as ErrorCode].advice, {
    ...(problem.issues && { issues: problem.issues }),
    ...(meta && { meta }),
  })
}

/** What a body that is not a success means; `status` and `url` serve when it is not one of Sojourn's. */
export const errorFromBody = (body: unknown, answer: { status: number; url: string }): SojournError => {
  const problem = problemIn(body)
  if (problem) return errorFromProblem(problem)
  if (answer.status === 401) return new SojournError('UNAUTHORIZED', `${answer.url} wants a token`)
  return new SojournError('BAD_RESPONSE', `${answer.url} answered ${answer.status}, and not in Sojourn’s form`)
}

/** What a failed `fetch` means: nobody answered. Node hides the reason in `cause`, browsers do not tell it. */
export const errorFromFetch = (cause: unknown, url: string): SojournError => {
  const inner = cause instanceof Error && isRecord(cause.cause) ? cause.cause : cause
  const code = isRecord(inner) && typeof inner.code === 'string' ? inner.code : ''
  const said = inner instanceof Error ? inner.message : ''
  const why = reasons[code] ?? (code || said)
  const meta = { sent: !unsent.includes(code) }
  return new SojournError('SERVER_UNREACHABLE', `No answer from ${url}${why && ` (${why})`}`, { cause, meta })
}

/** Failures before the request was sent, so that nothing can have happened. */
const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ETIMEDOUT: 'it took too long',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long',
}
