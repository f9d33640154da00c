import { coreCommandOf } from '@sojourn/contract/command'
import { inputText } from '@sojourn/contract/run'
import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { RunStarts, StartPermit } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { Runner } from '../ports/runner.ts'
import type { AgentSession } from '../session/agent-session.ts'

/** Name in `run.started` of runs that the runtime executes itself. */
export const runtimeRunner = 'runtime'

/** True for `/compact` and `/status`, which need no runner. */
export const isCoreRun = (run: RunRecord): boolean => coreCommandOf(inputText(run.input)) !== null

interface RunPlacesOptions {
  agents: AgentDirectory
  runners: ReadonlyMap<string, Runner>
  /** Runs that execute at the same time on this host. */
  maxActiveRuns: number
}

/**
 * The places for executing runs, by host and by agent ([R8]). A session that finds none waits here, in order of arrival,
 * and is poked when a place is free; its run stays queued and is never failed for that.
 */
export class RunPlaces implements RunStarts {
  readonly #options: RunPlacesOptions
  /** Session id → agent id of those that hold a place. */
  readonly #taken = new Map<string, string>()
  readonly #waiting = new Map<string, AgentSession>()
  #open = true

  constructor(options: RunPlacesOptions) {
    this.#options = options
  }

  /** Sessions whose run executes. */
  get active(): number {
    return this.#taken.size
  }

  allow(session: AgentSession, run: RunRecord): StartPermit {
    if (!this.#open) return { allowed: false, blockedOn: null }
    const agent = this.#options.agents.peek(session.projectId, run.agentId)
    const runner = agent ? this.#options.runners.get(agent.runner) : undefined
    const core = isCoreRun(run)
    if (!runner && !core) return { allowed: false, blockedOn: 'no_runner' }
    const permit: StartPermit = {
      allowed: true,
      runner: core || !runner ? runtimeRunner : runner.name,
      resumes: runner?.capabilities.resume ?? false,
    }
    if (this.#taken.has(session.id)) return permit
    const ofAgent = agent?.limits.maxActiveRuns ?? Number.POSITIVE_INFINITY
    if (this.#taken.size >= this.#options.maxActiveRuns || this.#countOf(run.agentId) >= ofAgent) {
      this.#waiting.set(session.id, session)
      return { allowed: false, blockedOn: 'concurrency' }
    }
    this.#waiting.delete(session.id)
    this.#taken.set(session.id, run.agentId)
    return permit
  }

  release(sessionId: string): void {
    if (this.#taken.delete(sessionId)) this.wake()
  }

  /** Lets everybody who waits look again: a place is free, or a limit or runner has changed. */
  wake(): void {
    if (!this.#open) return
    const free = this.#options.maxActiveRuns - this.#taken.size
    for (const session of [...this.#waiting.values()].slice(0, Math.max(0, free))) session.poke()
  }

  /** The session leaves memory. */
  forget(sessionId: string): void {
    this.#waiting.delete(sessionId)
    this.release(sessionId)
  }

  /** No run starts any more. */
  close(): void {
    this.#open = false
    this.#waiting.clear()
  }

  #countOf(agentId: string): number {
    let count = 0
    for (const taken of this.#taken.values()) if (taken === agentId) count += 1
    return count
  }
}
