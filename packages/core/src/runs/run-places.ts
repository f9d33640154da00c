import { maxNamedHolders } from '@sojourn/contract/blocked'
import { coreCommandOf } from '@sojourn/contract/command'
import { inputText } from '@sojourn/contract/input-text'
import type { AgentDirectory } from '../agents/agent-directory.ts'
import type { RunStarts, StartPermit } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { Runner } from '../ports/runner.ts'
import type { AgentRecord } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'
import type { HostBlock } from '../session/blocked.ts'
import { PlaceTally } from './place-tally.ts'

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

interface Waiter {
  session: AgentSession
  run: RunRecord
}

const keyOf = (session: AgentSession, run: RunRecord): string => `${session.projectId}\n${run.agentId}`

/**
 * The places for executing runs, by host and by agent ([R8]). A session that finds none waits here and is poked when
 * there is one for it; its run stays queued and is never failed for that. Places are given in the order of asking: who
 * waits longest goes first, unless its agent has none free, and a session with a long queue asks anew for every run.
 */
export class RunPlaces implements RunStarts {
  readonly #options: RunPlacesOptions
  /** Session id → key of the agent, of those that hold a place. */
  readonly #holders = new Map<string, string>()
  readonly #taken = new PlaceTally()
  /** By session id, in order of arrival. */
  readonly #waiting = new Map<string, Waiter>()
  #open = true

  constructor(options: RunPlacesOptions) {
    this.#options = options
  }

  /** Sessions whose run executes. */
  get active(): number {
    return this.#taken.total
  }

  /** How many runs may execute at the same time on this host. */
  get limit(): number {
    return this.#options.maxActiveRuns
  }

  /** Whether the session's run waits for a place. */
  isWaiting(sessionId: string): boolean {
    return this.#waiting.has(sessionId)
  }

  allow(session: AgentSession, run: RunRecord): StartPermit {
    if (!this.#open) return { allowed: false }
    if (!this.#hasPlace({ session, run })) {
      this.#waiting.set(session.id, { session, run })
      return { allowed: false }
    }
    this.hold(session, run)
    const runner = this.#runnerOf(session, run)
    const name = isCoreRun(run) ? runtimeRunner : (runner?.name ?? runtimeRunner)
    return {
      allowed: true,
      runner: name,
      resumes: runner?.capabilities.resume ?? false,
      goesOn: runner?.capabilities.goesOn ?? false,
    }
  }

  blockOf(sessionId: string): HostBlock | null {
    const waiter = this.#waiting.get(sessionId)
    if (!waiter) return null
    const { session, run } = waiter
    const agent = this.#agentOf(session, run)
    if (!agent || !this.#isRunnable(waiter)) {
      return { reason: 'no_runner', agentId: run.agentId, runner: agent?.runner ?? null }
    }
    const key = keyOf(session, run)
    const ofAgent = agent.limits.maxActiveRuns
    const isAgentFull = ofAgent != null && this.#taken.of(key) >= ofAgent
    return {
      reason: 'concurrency',
      limitOf: isAgentFull ? 'agent' : 'host',
      maxActiveRuns: isAgentFull ? ofAgent : this.#options.maxActiveRuns,
      position: this.#positionOf(waiter, isAgentFull ? key : null),
      heldBy: this.#holdersOf(session.projectId, isAgentFull ? key : null),
    }
  }

  /** Place among those who wait for the same, 1 = next; `key` when only an agent's count. Many may wait. */
  #positionOf(waiter: Waiter, key: string | null): number {
    let position = 1
    for (const other of this.#waiting.values()) {
      if (other === waiter) break
      if (key === null || keyOf(other.session, other.run) === key) position += 1
    }
    return position
  }

  /** The first sessions of the project that hold a place; `key` when only an agent's count. */
  #holdersOf(projectId: string, key: string | null): string[] {
    const found: string[] = []
    for (const [holder, other] of this.#holders) {
      if (found.length === maxNamedHolders) break
      if (key === null ? other.startsWith(`${projectId}\n`) : other === key) found.push(holder)
    }
    return found
  }

  hold(session: AgentSession, run: RunRecord): void {
    this.#waiting.delete(session.id)
    this.#giveBack(session.id)
    const key = keyOf(session, run)
    this.#holders.set(session.id, key)
    this.#taken.change(key, 1)
  }

  release(sessionId: string): void {
    if (this.#giveBack(sessionId)) this.wake()
  }

  withdraw(sessionId: string): void {
    // Somebody who came later may have been kept waiting only by this one.
    if (this.#waiting.delete(sessionId)) this.wake()
  }

  /** Lets everybody for whom there is a place look again: one is free, or a limit or runner has changed. */
  wake(): void {
    if (!this.#open || this.#waiting.size === 0) return
    const tally = this.#taken.copy()
    for (const waiter of this.#waiting.values()) {
      if (tally.total >= this.#options.maxActiveRuns) return
      if (this.#take(waiter, tally)) waiter.session.poke()
    }
  }

  /** The session leaves memory. */
  forget(sessionId: string): void {
    const waited = this.#waiting.delete(sessionId)
    if (this.#giveBack(sessionId) || waited) this.wake()
  }

  /** No run starts any more. */
  close(): void {
    this.#open = false
    this.#waiting.clear()
  }

  /** Whether there is a place that nobody before it needs. */
  #hasPlace(asking: Waiter): boolean {
    const { id } = asking.session
    const tally = this.#taken.copy()
    // A place that it holds still is that of a run which ends with the same commit.
    const held = this.#holders.get(id)
    if (held !== undefined) tally.change(held, -1)
    for (const waiter of this.#waiting.values()) {
      if (waiter.session.id === id || tally.total >= this.#options.maxActiveRuns) break
      this.#take(waiter, tally)
    }
    return this.#take(asking, tally)
  }

  /** Counts a place for the session when there is one. */
  #take(waiter: Waiter, tally: PlaceTally): boolean {
    const { session, run } = waiter
    const key = keyOf(session, run)
    const ofAgent = this.#agentOf(session, run)?.limits.maxActiveRuns ?? Number.POSITIVE_INFINITY
    if (tally.total >= this.#options.maxActiveRuns || tally.of(key) >= ofAgent || !this.#isRunnable(waiter))
      return false
    tally.change(key, 1)
    return true
  }

  #isRunnable({ session, run }: Waiter): boolean {
    if (!this.#agentOf(session, run)) return false
    return isCoreRun(run) || this.#runnerOf(session, run) !== undefined
  }

  #agentOf(session: AgentSession, run: RunRecord): AgentRecord | undefined {
    return this.#options.agents.peek(session.projectId, run.agentId)
  }

  #runnerOf(session: AgentSession, run: RunRecord): Runner | undefined {
    const agent = this.#agentOf(session, run)
    return agent && this.#options.runners.get(agent.runner)
  }

  /** Gives the session's place back; false when it holds none. */
  #giveBack(sessionId: string): boolean {
    const key = this.#holders.get(sessionId)
    if (key === undefined) return false
    this.#holders.delete(sessionId)
    this.#taken.change(key, -1)
    return true
  }
}
