import type { SessionEvent } from '@sojourn/contract/event'
import { getClient } from '@/wire/client.ts'

const pageSize = 200
/** Pages that stay: enough for every row in view, and to go back a little. */
const keptPages = 40

/**
 * The whole log by seq, page by page as it comes into view. Seqs have no holes, so the place of every event is known
 * before it has been read.
 */
export class PagedLog {
  readonly #sessionId: string
  readonly #pages = new Map<number, readonly SessionEvent[]>()
  readonly #reading = new Set<number>()
  readonly #onRead: () => void
  readonly #onError: (error: unknown) => void

  constructor(sessionId: string, { onRead, onError }: { onRead: () => void; onError: (error: unknown) => void }) {
    this.#sessionId = sessionId
    this.#onRead = onRead
    this.#onError = onError
  }

  /** The event, or undefined while it is not here. */
  at(seq: number): SessionEvent | undefined {
    return this.#pages.get(pageOf(seq))?.[(seq - 1) % pageSize]
  }

  /** Reads what is missing of these seqs; a page that has grown since is read again. */
  want(first: number, last: number): void {
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      const end = Math.min(last, (page + 1) * pageSize)
      if (this.at(end) === undefined && !this.#reading.has(page)) this.#read(page)
    }
  }

  #read(page: number): void {
    this.#reading.add(page)
    const input = { sessionId: this.#sessionId, after: page * pageSize, limit: pageSize, brief: true }
    getClient()
      .events.list.query(input)
      .then(({ events }) => {
        // The newest page stays longest.
        this.#pages.delete(page)
        this.#pages.set(page, events)
        this.#forget()
        this.#onRead()
      }, this.#onError)
      .finally(() => this.#reading.delete(page))
  }

  #forget(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) return
      this.#pages.delete(page)
    }
  }
}

const pageOf = (seq: number): number => Math.floor((Math.max(1, seq) - 1) / pageSize)
