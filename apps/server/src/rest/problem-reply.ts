import { SojournError } from '@sojourn/contract/error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { logUnexpected } from '../logging/log-unexpected.ts'
import { toSojournError } from '../request-error.ts'

/** Refusals of Fastify itself, before any of our code has run. */
const refusedByFastify = (error: unknown): SojournError | undefined => {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined
  const details = { cause: error }
  if (error.statusCode === 413) return new SojournError('BODY_TOO_LARGE', 'The body is too large', details)
  if (error.statusCode === 415) return new SojournError('UNSUPPORTED_MEDIA_TYPE', 'The body is not JSON', details)
  if (error.statusCode === 404) return new SojournError('NOT_FOUND', 'There is nothing at this address', details)
  if (error.statusCode >= 400 && error.statusCode < 500) {
    return new SojournError('VALIDATION_FAILED', error.message, details)
  }
  return undefined
}

/** What went wrong, as the caller hears it; what the caller must not hear is logged under the request's id. */
export const problemOf = (error: unknown, request: FastifyRequest): SojournError => {
  const problem = refusedByFastify(error) ?? toSojournError(error, request.id)
  logUnexpected(problem, request.id, request.log)
  return problem
}

/** Answers with the error as problem+json. */
export const sendProblem = (reply: FastifyReply, problem: SojournError): FastifyReply => {
  if (problem.code === 'UNAUTHORIZED') reply.header('www-authenticate', 'Bearer realm="sojourn"')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.toProblem()))
}

/** Every failure of a route, and every address that is none, is answered with problem+json. */
export const answerWithProblems = (app: FastifyInstance): void => {
  app.setErrorHandler((error, request, reply) => sendProblem(reply, problemOf(error, request)))
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?')
    return sendProblem(reply, new SojournError('NOT_FOUND', `There is nothing at ${request.method} ${path}`))
  })
}
