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
 * at a time, in order of arrival. A session has at most one append under way: its mailbox sees to that.
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
    let events = 0
    const fits = this.#waiting.findIndex(({ request }) => {
      events += request.events.length
      return events > maxEventsPerFlush
    })
    return this.#waiting.splice(0, fits === -1 ? this.#waiting.length : Math.max(1, fits))
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
      for (const { reject } of group) reject(error)
    }
  }
}
