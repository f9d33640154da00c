import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { RunExecution, SessionServices } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { Runner, WorkspaceOf } from '../ports/runner.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { Attempt } from './attempt.ts'
import type { AbortCause } from './attempt-context.ts'

export interface RunCoordinatorOptions {
  agents: AgentDirectory
  runners: ReadonlyMap<string, Runner>
  workspaceOf: WorkspaceOf
  coalesceMs: number
  backoffMs: number
}

/** Executes the attempts of one host and ends them in good order. */
export class RunCoordinator implements RunExecution {
  readonly #options: RunCoordinatorOptions
  /** By session: at most one executes. */
  readonly #attempts = new Map<string, Attempt>()
  #services: SessionServices | null = null
  #isStopping = false

  constructor(options: RunCoordinatorOptions) {
    this.#options = options
  }

  /** Services and coordinator need each other; the host makes both and introduces them. */
  introduce(services: SessionServices): void {
    this.#services = services
  }

  begin(session: AgentSession, run: RunRecord): void {
    const services = this.#services
    if (!services) throw new Error(`Run ${run.id} began before its host did`)
    const agent = this.#options.agents.peek(session.projectId, run.agentId)
    if (!agent) {
      failRun(session, run, services)
      return
    }
    const { runners, workspaceOf, coalesceMs, backoffMs } = this.#options
    const runner = runners.get(agent.runner)
    const attempt = new Attempt({ session, run, agent, runner, services, workspaceOf, coalesceMs, backoffMs })
    this.#attempts.set(session.id, attempt)
    if (this.#isStopping) attempt.stop(session.state.record.limits.graceMs)
    void attempt.ended.then(() => {
      if (this.#attempts.get(session.id) === attempt) this.#attempts.delete(session.id)
    })
  }

  interrupt(session: AgentSession): void {
    const { active, record } = session.state
    const attempt = this.#attempts.get(session.id)
    if (!active || attempt?.ref.runId !== active.id) return
    attempt.abort(interruptionOf(active), record.limits.graceMs)
  }

  /** The session is gone: what its attempt still says goes nowhere, so it is told to stop and left alone. */
  abandon(sessionId: string): void {
    this.#attempts.get(sessionId)?.abort('cancelled', 0)
  }

  /** The session leaves memory: runners end what they keep for it. One that fails there is logged. */
  forget(sessionId: string): Promise<void> {
    return this.#tellRunners(`A runner did not let session ${sessionId} go`, (runner) =>
      runner.unloadSession?.(sessionId),
    )
  }

  /** How `session`'s attempt ends; resolves at once when none executes. */
  async ended(sessionId: string): Promise<void> {
    await this.#attempts.get(sessionId)?.ended
  }

  /**
   * [C6] Ends every attempt so that the next host can go on with it. A write that is executing gets its session's grace
   * to finish; everything else is aborted at once, because all of it is in the log.
   */
  async shutdown(sessionOf: (sessionId: string) => AgentSession | undefined): Promise<void> {
    this.#isStopping = true
    const stopping = [...this.#attempts].map(async ([sessionId, attempt]) => {
      const session = sessionOf(sessionId)
      const graceMs = session?.state.record.limits.graceMs ?? 0
      if (session && attempt.isWriting) await this.#untilWritten(session, attempt, graceMs)
      attempt.stop(graceMs)
      await attempt.ended
    })
    await Promise.all(stopping)
    await this.#tellRunners('A runner did not end', (runner) => runner.dispose?.())
  }

  /** Tells every runner something; one that fails is logged and does not keep the others. */
  async #tellRunners(failure: string, tell: (runner: Runner) => Promise<void> | undefined): Promise<void> {
    const telling = [...this.#options.runners.values()].map(async (runner) => {
      try {
        await tell(runner)
      } catch (error) {
        this.#services?.logger.error({ runner: runner.name, error }, failure)
      }
    })
    await Promise.all(telling)
  }

  async #untilWritten(session: AgentSession, attempt: Attempt, graceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const unsubscribe = session.bus.onBatch(() => {
      if (!attempt.isWriting) resolve()
    })
    const cancelTimer = this.#services?.clock.schedule(graceMs, resolve)
    await Promise.race([promise, attempt.ended])
    cancelTimer?.()
    unsubscribe()
  }
}

const interruptionOf = ({ cancelledBy, doneReason }: RunRecord): AbortCause => {
  if (cancelledBy !== null) return 'cancelled'
  return doneReason === 'budget' ? 'budget' : 'timed_out'
}

/** The agent was removed while the start of its run was being written. */
const failRun = (session: AgentSession, run: RunRecord, { logger }: SessionServices): void => {
  const error = { code: 'RUN_NOT_RUNNABLE', message: `The agent ${run.agentId} is gone.`, retryable: false }
  const attempt = { runId: run.id, attempt: run.attempt }
  session
    .execute({ type: 'endAttempt', attempt, end: { kind: 'threw', error }, blocks: [], resumes: false, backoffMs: 0 })
    .catch((reason: unknown) => logger.error({ sessionId: session.id, ...attempt, error: reason }, 'A run is stuck'))
}
