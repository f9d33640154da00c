import type { CancelRunInput, Run, SettledRun, SubmitRunInput, SubmittedRun } from '@sojourn/contract/run'
import type { CreateSessionInput } from '@sojourn/contract/session'
import type { FollowFrame } from '../events/follow-events.ts'
import type { Actor, AgentRuntime, Committed } from '../runtime/agent-runtime.ts'
import type { SessionLocation } from './session-host.ts'

/** What a session's own methods take: everything but the session. */
type OfSession<Input> = Omit<Input, 'sessionId'>

/** One session as a program holds it that embeds the runtime. It stays valid while the session leaves memory and comes back. */
export class SupervisedSession {
  readonly sessionId: string
  readonly #runtime: AgentRuntime
  readonly #actor: Actor

  constructor(runtime: AgentRuntime, actor: Actor, sessionId: string) {
    this.sessionId = sessionId
    this.#runtime = runtime
    this.#actor = actor
  }

  /** Queues input; answers once it is durable. QUEUE_FULL, SESSION_BUSY and the like as `runs.submit` has them. */
  submitRun(input: OfSession<SubmitRunInput>): Promise<SubmittedRun> {
    return this.#runtime.runs.submit(this.#actor, { ...input, sessionId: this.sessionId })
  }

  /** Resolves when the run has settled; AWAIT_TIMEOUT after `timeoutMs` (30,000), and the run goes on. */
  awaitRun(runId: string, timeoutMs?: number): Promise<SettledRun> {
    return this.#runtime.runs.await(this.#actor, { runId, timeoutMs })
  }

  /** submitRun, then awaitRun. */
  executeRun(input: OfSession<SubmitRunInput>, timeoutMs?: number): Promise<SettledRun> {
    const { sessionId } = this
    return this.#runtime.runs.execute(this.#actor, { ...input, sessionId, awaitTimeoutMs: timeoutMs })
  }

  /** A queued run never reaches its runner; the executing one is interrupted. */
  cancelRun(runId: string, reason?: CancelRunInput['reason']): Promise<Committed<Run>> {
    return this.#runtime.runs.cancel(this.#actor, { runId, reason })
  }

  /** What has happened after `afterSeq`, then what happens, without gap or repetition, until the signal aborts. */
  events(afterSeq: number, signal: AbortSignal): AsyncGenerator<FollowFrame> {
    return this.#runtime.events.follow(this.#actor, { sessionId: this.sessionId, after: afterSeq }, signal)
  }
}

/** Starts sessions and finds them again: what a program needs that embeds the runtime instead of asking a server. */
export class SessionSupervisor {
  readonly #runtime: AgentRuntime
  readonly #actor: Actor

  /** `actor`: in whose name, and in which project, the sessions are used. */
  constructor(runtime: AgentRuntime, actor: Actor) {
    this.#runtime = runtime
    this.#actor = actor
  }

  /** The session with this `id`, loaded; created with the rest of the input when it does not exist, or without an `id`. */
  async startSession(input: CreateSessionInput = {}): Promise<SupervisedSession> {
    const { id, ...create } = input
    const { id: sessionId } =
      id === undefined
        ? await this.#runtime.sessions.create(this.#actor, create)
        : await this.#runtime.sessions.resolve(this.#actor, { id, create })
    await this.#runtime.host.loadSession(this.#actor.projectId, sessionId)
    return new SupervisedSession(this.#runtime, this.#actor, sessionId)
  }

  /** Where the session is; null when no host has it loaded, or it is in another project. */
  whereis(sessionId: string): SessionLocation | null {
    const loaded = this.#runtime.host.getSession(sessionId)
    return loaded?.projectId === this.#actor.projectId ? this.#runtime.host.whereis(sessionId) : null
  }
}
