import { Doorbell } from '../events/doorbell.ts'
import type { Clock } from '../ports/clock.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { toSummary } from '../session/session-state.ts'
import type { SessionChange } from './agent-runtime.ts'

/** What a listener has not taken yet: at most one entry a session, whatever happens in the meantime. */
interface Subscriber {
  projectId: string
  /** null = deleted. */
  pending: Map<string, AgentSession | null>
  bell: Doorbell
}

/** A listener hears at most this often, milliseconds. */
const minIntervalMs = 100

/** News of which sessions changed, for lists: joined, never one by one. */
export class ChangeFeed {
  readonly #clock: Clock
  readonly #subscribers = new Set<Subscriber>()
  #closed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  changed(session: AgentSession): void {
    this.#note(session, session)
  }

  deleted(session: AgentSession): void {
    this.#note(session, null)
  }

  #note({ projectId, id }: AgentSession, change: AgentSession | null): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.projectId !== projectId) continue
      subscriber.pending.set(id, change)
      subscriber.bell.ring()
    }
  }

  close(): void {
    this.#closed = true
    for (const { bell } of this.#subscribers) bell.ring()
  }

  /** Batches of changes from now on. Ends with the signal or when the runtime stops. */
  async *subscribe(projectId: string, signal: AbortSignal): AsyncGenerator<SessionChange[]> {
    const subscriber: Subscriber = { projectId, pending: new Map(), bell: new Doorbell() }
    this.#subscribers.add(subscriber)
    signal.addEventListener('abort', subscriber.bell.ring, { once: true })
    try {
      while (true) {
        await subscriber.bell.wait()
        if (signal.aborted || this.#closed) return
        const changes = this.#take(subscriber)
        if (changes.length > 0) yield changes
        await new Promise<void>((resolve) => this.#clock.schedule(minIntervalMs, resolve))
      }
    } finally {
      signal.removeEventListener('abort', subscriber.bell.ring)
      this.#subscribers.delete(subscriber)
    }
  }

  #take(subscriber: Subscriber): SessionChange[] {
    const taken = [...subscriber.pending]
    subscriber.pending.clear()
    return taken.map(([sessionId, session]) =>
      session === null
        ? { kind: 'deleted', sessionId }
        : { kind: 'changed', summary: toSummary(session.state.record, session.blocked()) },
    )
  }
}
