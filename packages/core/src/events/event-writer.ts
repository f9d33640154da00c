import { SojournError } from '@sojourn/contract/error'
import type { AppendRequest, AppendResult, EventLog } from '../ports/session-store.ts'

interface Waiting {
  request: AppendRequest
  resolve: (result: AppendResult) => void
  reject: (error: unknown) => void
}

/** Events one flush takes at most; more wait for the next. */
const maxEventsPerFlush = 10_000

/**
 * Group commit: appends that arrive while a flush is under way share the next transaction, across sessions. One flush
 * at a time, in order of arrival, and at most one append of a session in each: two that create the same session may
 * arrive together, and only the first decides what becomes of the second.
 */
export class EventWriter {
  readonly #log: Pick<EventLog, 'append'>
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null

  constructor(log: Pick<EventLog, 'append'>) {
    this.#log = log
  }

  /** Resolves when the request is durable, or with the reason why it is not; rejects when the store is out of reach. */
  append(request: AppendRequest): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject })
      this.#flushing ??= this.#flushAll()
    })
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing
  }

  async #flushAll(): Promise<void> {
    // One turn of the event loop: what arrived together is written together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) await this.#flush(this.#take())
    this.#flushing = null
  }

  #take(): Waiting[] {
    const group: Waiting[] = []
    const later: Waiting[] = []
    const sessions = new Set<string>()
    let events = 0
    for (const waiting of this.#waiting) {
      const { record, events: own } = waiting.request
      events += own.length
      const fits = group.length === 0 || events <= maxEventsPerFlush
      if (fits && !sessions.has(record.id)) group.push(waiting)
      else later.push(waiting)
      sessions.add(record.id)
    }
    this.#waiting = later
    return group
  }

  async #flush(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#log.append(group.map(({ request }) => request))
      for (const [at, { resolve, reject }] of group.entries()) {
        const result = results[at]
        if (result) resolve(result)
        else reject(new Error('The store answered with fewer results than requests'))
      }
    } catch (error) {
      if (group.length > 1 && !isUnavailable(error)) return this.#flushOneByOne(group)
      for (const { reject } of group) reject(error)
    }
  }

  /** A request that cannot even be written down must not take its neighbours with it; what is stored twice is stored once. */
  async #flushOneByOne(group: readonly Waiting[]): Promise<void> {
    for (const waiting of group) await this.#flush([waiting])
  }
}

const isUnavailable = (error: unknown): boolean => error instanceof SojournError && error.code === 'STORE_UNAVAILABLE'
