import type { LoggedEvent } from './logged-event.ts'

const none: readonly LoggedEvent[] = []

/**
 * The newest events of one session, contiguous and bounded, so that live followers never touch the database. Followers
 * at the same place share one array, and so everything that is computed from it once.
 */
export class TailRing {
  readonly #capacity: number
  #events: LoggedEvent[] = []
  #shared: { afterSeq: number; lastSeq: number; events: readonly LoggedEvent[] } | null = null

  /** `capacity`: number of events kept. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get lastSeq(): number | null {
    return this.#events.at(-1)?.seq ?? null
  }

  push(events: readonly LoggedEvent[]): void {
    const first = events[0]
    if (!first) return
    const last = this.lastSeq
    // What does not continue the ring starts a new one: a hole must never look like a whole.
    if (last !== null && first.seq !== last + 1) this.#events = []
    for (const event of events) this.#events.push(event)
    // Cut rarely: moving the array at every push would cost more than the memory is worth.
    if (this.#events.length > this.#capacity * 2) this.#events = this.#events.slice(-this.#capacity)
  }

  /** The events after `afterSeq`; null when some of them are not held (any more). */
  after(afterSeq: number): readonly LoggedEvent[] | null {
    const first = this.#events[0]
    const lastSeq = this.lastSeq
    if (!first || lastSeq === null || afterSeq < first.seq - 1) return null
    if (afterSeq >= lastSeq) return none
    if (this.#shared?.afterSeq === afterSeq && this.#shared.lastSeq === lastSeq) return this.#shared.events
    const events = this.#events.slice(afterSeq - first.seq + 1)
    this.#shared = { afterSeq, lastSeq, events }
    return events
  }
}
