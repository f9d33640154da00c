import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { FastifyRequest } from 'fastify'
import { actorOf } from './access/require-access.ts'

/** What a procedure knows of the request beside its input. Made after authentication, so the actor is always known. */
export interface RequestContext {
  runtime: AgentRuntime
  actor: Actor
  /** Names the request in the log and in errors that say no more. */
  requestId: string
  /**
   * Resolves when the client's connection can take more, or is closed. Streams wait for it before they read on, so a slow
   * client falls behind in its cursor instead of filling memory.
   */
  writable(): Promise<void>
}

const alwaysWritable = (): Promise<void> => Promise.resolve()

/** The context of an HTTP request that a route's hook has let in. Fastify's own streams wait for slow clients. */
export const contextOf = (runtime: AgentRuntime, request: FastifyRequest): RequestContext => ({
  runtime,
  actor: actorOf(request),
  requestId: request.id,
  writable: alwaysWritable,
})
