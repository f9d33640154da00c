import type { Blocked } from '@sojourn/contract/blocked'
import type { BlockedSession, ExecutingRun, Operations, WaitingRun } from '@sojourn/contract/operations'
import { isoTime } from '../ports/clock.ts'
import type { RunRecord, SessionRecord } from '../ports/records.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { blockedOf, type HostBlock } from '../session/blocked.ts'
import { dueAt } from '../session/session-state.ts'
import { Earliest } from './earliest.ts'

const placeOf = ({ id, title, agentId }: SessionRecord) => ({ sessionId: id, title, agentId })

const executingRun = ({ state: { record } }: AgentSession, run: RunRecord): ExecutingRun => ({
  ...placeOf(record),
  agentId: run.agentId,
  runId: run.id,
  attempt: run.attempt,
  since: run.startedAt ?? run.createdAt,
})

const waitingRun = ({ state }: AgentSession, run: RunRecord, blocked: Blocked | null): WaitingRun => ({
  ...placeOf(state.record),
  agentId: run.agentId,
  runId: run.id,
  attempt: run.attempt,
  position: state.queue.indexOf(run) + 1,
  since: run.createdAt,
  dueAt: dueAt(run) === 0 ? null : isoTime(dueAt(run)),
  blockedOn: blocked?.reason ?? null,
})

/** Stands for whatever keeps a run from a place: who holds the places is asked for those few that are shown. */
const someHostBlock: HostBlock = { reason: 'no_runner', agentId: '', runner: null }

export interface WorkOptions {
  /** Milliseconds since the epoch. */
  now: number
  /** Items of each list. */
  limit: number
  /** Whether the host keeps the session's run from starting. */
  isHeld: (sessionId: string) => boolean
}

/** What executes, waits and does not move. Whatever has work is in memory; only crashed sessions may have left it. */
export class WorkInMemory {
  readonly #options: WorkOptions
  readonly #now: string
  /** Why those that are shown do not move: a session may be in several lists. */
  readonly #known = new Map<string, Blocked | null>()
  readonly #executing: Earliest<ExecutingRun>
  readonly #waiting: Earliest<WaitingRun>
  readonly #oldest = new Earliest<WaitingRun>(1)
  readonly #blocked: Earliest<BlockedSession>

  constructor(options: WorkOptions) {
    this.#options = options
    this.#now = isoTime(options.now)
    this.#executing = new Earliest(options.limit)
    this.#waiting = new Earliest(options.limit)
    this.#blocked = new Earliest(options.limit)
  }

  add(session: AgentSession): void {
    const { active, queue } = session.state
    if (active) this.#executing.add(active.startedAt ?? active.createdAt, () => executingRun(session, active))
    for (const run of queue) this.#addWaiting(session, run)
    this.#addBlocked(session)
  }

  addCrashed(record: SessionRecord): void {
    const { statusSince: since, queueDepth } = record
    this.#blocked.add(since, () => ({
      ...placeOf(record),
      blocked: { reason: 'crashed', since, until: null },
      queueDepth,
    }))
  }

  get lists(): Pick<Operations, 'executing' | 'waiting' | 'oldestWaiting' | 'blocked'> {
    return {
      executing: this.#executing.list,
      waiting: this.#waiting.list,
      oldestWaiting: this.#oldest.list.items[0] ?? null,
      blocked: this.#blocked.list,
    }
  }

  /** It waits from when it is due: what was asked for later is not late. */
  #addWaiting(session: AgentSession, run: RunRecord): void {
    const due = dueAt(run)
    const since = due > 0 && due > Date.parse(run.createdAt) ? isoTime(due) : run.createdAt
    const make = () => waitingRun(session, run, this.#blockOf(session))
    this.#waiting.add(since, make)
    if (since <= this.#now) this.#oldest.add(since, make)
  }

  #blockOf(session: AgentSession): Blocked | null {
    const known = this.#known.get(session.id)
    if (known !== undefined) return known
    const blocked = session.blocked()
    this.#known.set(session.id, blocked)
    return blocked
  }

  #addBlocked(session: AgentSession): void {
    const { now, isHeld } = this.#options
    const { record } = session.state
    const held = blockedOf(session.state, { now, hostBlock: isHeld(session.id) ? someHostBlock : null })
    if (held === null) return
    this.#blocked.add(held.since, () => ({
      ...placeOf(record),
      blocked: this.#blockOf(session) ?? held,
      queueDepth: record.queueDepth,
    }))
  }
}
