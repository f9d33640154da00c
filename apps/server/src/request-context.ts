import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'

/** What a procedure knows of the request beside its input. Made after authentication, so the actor is always known. */
export interface RequestContext {
  runtime: AgentRuntime
  actor: Actor
  /** Names the request in the log and in errors that say no more. */
  requestId: string
  /**
   * Resolves when the client's connection can take more, or when `signal` aborts. Streams wait for it before they read
   * on, so a slow client falls behind in its cursor instead of filling memory.
   */
  writable(signal: AbortSignal): Promise<void>
}
