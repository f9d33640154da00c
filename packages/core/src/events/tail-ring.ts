import type { LoggedEvent } from './logged-event.ts'

const none: readonly LoggedEvent[] = []
const defaultMaxSize = 8_000_000

/**
 * The newest events of one session, contiguous and bounded, so that live followers never touch the database. Followers
 * at the same place share one array, and so everything that is computed from it once.
 */
export class TailRing {
  readonly #capacity: number
  readonly #maxSize: number
  #events: LoggedEvent[] = []
  #size = 0
  #shared: { afterSeq: number; lastSeq: number; events: readonly LoggedEvent[] } | null = null

  /** `capacity`: number of events kept; `maxSize`: characters that they may take, whatever their number. */
  constructor(capacity: number, maxSize = defaultMaxSize) {
    this.#capacity = capacity
    this.#maxSize = maxSize
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
    if (this.#events.length === 0) this.#size = 0
    for (const event of events) {
      this.#events.push(event)
      this.#size += event.size
    }
    // Cut rarely: moving the array at every push would cost more than the memory is worth.
    if (this.#events.length > this.#capacity * 2 || this.#size > this.#maxSize * 2) this.#cut()
  }

  /** Keeps the newest that fit, the last one always. */
  #cut(): void {
    let first = this.#events.length
    let size = 0
    while (first > 0 && this.#events.length - first < this.#capacity) {
      const next = size + (this.#events[first - 1]?.size ?? 0)
      if (size > 0 && next > this.#maxSize) break
      size = next
      first -= 1
    }
    this.#events = this.#events.slice(first)
    this.#size = size
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
