import type { ErrorCode, Problem, SojournError } from '@sojourn/contract/error'
import { errorCatalogue } from '@sojourn/contract/error'
import { initTRPC } from '@trpc/server'
import type { TRPC_ERROR_CODE_NUMBER } from '@trpc/server/rpc'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { parseIdempotencyKey, type RequestContext } from '../request-context.ts'
import { toSojournError } from '../request-error.ts'

/** Calls that one request or message may hold. */
export const maxBatchSize = 100

/** An error as tRPC sends it: `data.code` and `data.problem` are the catalogue's, the same as over REST. */
export interface ErrorShape {
  message: string
  code: TRPC_ERROR_CODE_NUMBER
  data: { code: ErrorCode; httpStatus: number; path: string | null; problem: Problem }
}

export interface ProcedureMeta {
  /** What the operation does, for the OpenAPI document. */
  summary: string
}

export const errorShape = (error: SojournError, path?: string): ErrorShape => {
  const problem = error.toProblem()
  return {
    message: problem.detail,
    code: TRPC_ERROR_CODES_BY_KEY[errorCatalogue[problem.code].trpc],
    data: { code: problem.code, httpStatus: problem.status, path: path ?? null, problem },
  }
}

const trpc = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    sse: {
      // A client that hears nothing for its inactivity limit reconnects; the ping comes well before that.
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 45_000 },
    },
    errorFormatter: ({ error, ctx, path }) => errorShape(toSojournError(error, ctx?.requestId ?? 'unknown'), path),
  })

/** A transport without headers for each call (WebSocket) has the key beside the other fields of the input. */
const keyInInput = (input: unknown): string | undefined => {
  const given =
    typeof input === 'object' && input !== null && 'idempotencyKey' in input ? input.idempotencyKey : undefined
  return given === undefined ? undefined : parseIdempotencyKey(given)
}

export const { router } = trpc

/** Every procedure is built from it. */
export const procedure = trpc.procedure.use(async ({ type, getRawInput, next }) => {
  const idempotencyKey = type === 'mutation' ? keyInInput(await getRawInput()) : undefined
  // A context of its own only where it says more.
  return idempotencyKey === undefined ? next() : next({ ctx: { idempotencyKey } })
})
