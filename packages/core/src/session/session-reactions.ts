import type { EventOf, SessionEvent } from '@sojourn/contract/event'
import { isTerminal } from '@sojourn/contract/run'
import type { SessionServices } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import type { AgentSession } from './agent-session.ts'
import { mayStart, type RowChanges, type SessionState } from './session-state.ts'

/** How a permission or question ended, as its event says. */
export type Resolution = EventOf<'permission.resolved'>['data'] | EventOf<'question.answered'>['data']

/** Hears how a run ends, or that nobody here will ever say. */
export interface RunWaiter {
  settled(run: RunRecord): void
  closed(reason: Error): void
}

/**
 * What follows from committed events and from nothing else: runs begin, runners are interrupted, alarms are set, and
 * whoever waits for a run, a permission or a question gets it.
 */
export class SessionReactions {
  readonly #session: AgentSession
  readonly #services: SessionServices
  readonly #runWaiters = new Map<string, Set<RunWaiter>>()
  readonly #resolutionWaiters = new Map<string, (resolution: Resolution) => void>()
  readonly #alarmKeys = new Set<string>()
  #closed: Error | null = null

  constructor(session: AgentSession, services: SessionServices) {
    this.#session = session
    this.#services = services
  }

  /** Sets the alarms of a session that has just been loaded. */
  resume(state: SessionState): void {
    for (const { id, expiresAt } of state.permissions.values()) this.#expirePermission(id, expiresAt)
    for (const { id, expiresAt } of state.questions.values()) this.#expireQuestion(id, expiresAt)
    this.#wakeWhenDue(state)
  }

  react(events: readonly SessionEvent[], changes: RowChanges): void {
    for (const event of events) this.#reactTo(event)
    for (const run of changes.runs.values()) if (isTerminal(run.status)) this.#settled(run)
    const { id, state } = this.#session
    const { starts, clock } = this.#services
    if (state.active === null) starts.release(id)
    if (!mayStart(state, clock.now())) starts.withdraw(id)
    this.#wakeWhenDue(state)
  }

  /** Tells `waiter` when the run settles; the answer stops waiting. The run must be queued or executing. */
  onSettled(runId: string, waiter: RunWaiter): () => void {
    if (this.#closed) waiter.closed(this.#closed)
    const waiters = this.#runWaiters.get(runId) ?? new Set()
    this.#runWaiters.set(runId, waiters.add(waiter))
    return () => {
      waiters.delete(waiter)
      if (waiters.size === 0) this.#runWaiters.delete(runId)
    }
  }

  /** Resolves when the pending permission or question is resolved, whoever does it. */
  resolution(id: string): Promise<Resolution> {
    return new Promise((resolve) => this.#resolutionWaiters.set(id, resolve))
  }

  /** Nothing will happen here any more, for this reason. */
  close(reason: Error): void {
    this.#closed = reason
    for (const key of this.#alarmKeys) this.#services.alarms.clear(key)
    for (const waiters of this.#runWaiters.values()) for (const waiter of waiters) waiter.closed(reason)
    this.#runWaiters.clear()
    this.#resolutionWaiters.clear()
  }

  #reactTo(event: SessionEvent): void {
    switch (event.type) {
      case 'run.started':
        this.#begin(event)
        break
      case 'session.state_changed':
        if (event.data.trigger === 'interrupt') this.#services.execution.interrupt(this.#session)
        break
      case 'permission.requested':
        this.#expirePermission(event.data.permissionId, event.data.expiresAt)
        break
      case 'permission.resolved':
        this.#resolved(event.data.permissionId, event.data)
        break
      case 'question.asked':
        this.#expireQuestion(event.data.questionId, event.data.expiresAt)
        break
      case 'question.answered':
        this.#resolved(event.data.questionId, event.data)
        break
    }
  }

  #begin(event: EventOf<'run.started'>): void {
    const { active } = this.#session.state
    if (event.data.hostId !== this.#services.hostId) return
    if (active && active.id === event.runId) this.#services.execution.begin(this.#session, active)
  }

  #settled(run: RunRecord): void {
    for (const waiter of this.#runWaiters.get(run.id) ?? []) waiter.settled(run)
    this.#runWaiters.delete(run.id)
  }

  #resolved(id: string, resolution: Resolution): void {
    this.#clearAlarm(`expiry:${id}`)
    this.#resolutionWaiters.get(id)?.(resolution)
    this.#resolutionWaiters.delete(id)
  }

  #expirePermission(permissionId: string, expiresAt: string | null): void {
    this.#expire(permissionId, expiresAt, () => this.#session.execute({ type: 'expirePermission', permissionId }))
  }

  #expireQuestion(questionId: string, expiresAt: string | null): void {
    this.#expire(questionId, expiresAt, () => this.#session.execute({ type: 'expireQuestion', questionId }))
  }

  #expire(id: string, expiresAt: string | null, expire: () => Promise<unknown>): void {
    if (expiresAt === null) return
    this.#setAlarm(`expiry:${id}`, Date.parse(expiresAt), () => {
      expire().catch((error: unknown) => {
        this.#services.logger.warn({ sessionId: this.#session.id, id, error }, 'Expiry failed; trying again')
        this.#expire(id, new Date(this.#services.clock.now() + 1_000).toISOString(), expire)
      })
    })
  }

  #wakeWhenDue(state: SessionState): void {
    const key = `due:${this.#session.id}`
    const { nextDue } = state.record
    if (state.active || !nextDue) this.#clearAlarm(key)
    else this.#setAlarm(key, Date.parse(nextDue.at), () => this.#session.poke())
  }

  #setAlarm(key: string, at: number, ring: () => void): void {
    this.#alarmKeys.add(key)
    this.#services.alarms.set(key, at, () => {
      this.#alarmKeys.delete(key)
      ring()
    })
  }

  #clearAlarm(key: string): void {
    if (this.#alarmKeys.delete(key)) this.#services.alarms.clear(key)
  }
}
