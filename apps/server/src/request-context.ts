import { SojournError } from '@sojourn/contract/error'
import type { FollowTransport } from '@sojourn/contract/operations'
import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyRequest } from 'fastify'
import { actorOf } from './access/require-access.ts'

/** What a procedure knows of the request beside its input. Made after authentication, so the actor is always known. */
export interface RequestContext {
  runtime: AgentRuntime
  actor: Actor
  /** Makes a mutation safe to repeat ([R11]). */
  idempotencyKey?: string | undefined
  /** How subscriptions reach the client. */
  transport: FollowTransport
  /** Names the request in the log and in errors that say no more. */
  requestId: string
  /**
   * Resolves when the client's connection can take more, or is closed. Streams wait for it before they read on, so a slow
   * client falls behind in its cursor instead of filling memory.
   */
  writable(): Promise<void>
}

/** 1 to 255 visible ASCII characters; throws VALIDATION_FAILED for anything else that is given. */
export const parseIdempotencyKey = (given: unknown): string => {
  if (typeof given === 'string' && /^[\x21-\x7e]{1,255}$/.test(given)) return given
  throw new SojournError('VALIDATION_FAILED', 'An idempotency key is 1 to 255 visible ASCII characters', {
    issues: [{ path: 'idempotencyKey', message: '1 to 255 visible ASCII characters' }],
  })
}

const keyOf = (header: string | readonly string[] | undefined): { idempotencyKey?: string } =>
  header === undefined ? {} : { idempotencyKey: parseIdempotencyKey(header) }

const alwaysWritable = (): Promise<void> => Promise.resolve()

/** The context of an HTTP request that a route's hook has let in. Fastify's own streams wait for slow clients. */
export const contextOf = (runtime: AgentRuntime, request: FastifyRequest): RequestContext => ({
  runtime,
  actor: actorOf(request),
  ...keyOf(request.headers['idempotency-key']),
  transport: 'sse',
  requestId: request.id,
  writable: alwaysWritable,
})
