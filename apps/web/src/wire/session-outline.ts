import type { OutlineEntry } from '@sojourn/contract/outline'
import { outlineOf } from '@sojourn/contract/outline-of'
import { getClient } from './client.ts'
import type { SessionLog } from './session-log.ts'

/** What happened in the whole session, also in the part of its log that is not here. */
export interface SessionOutlineView {
  entries: readonly OutlineEntry[]
  phase: 'loading' | 'ready' | 'failed'
  error: unknown
}

const pageSize = 5_000
/** Live entries are shown a few times a second: it is a map, not the transcript. */
const notifyMs = 300
/** The end of the transcript comes first. */
const firstReadMs = 300

/** Reads the outline when somebody first looks at it, and goes on with what the log brings. */
export class SessionOutline {
  readonly #log: SessionLog
  readonly #entries: OutlineEntry[] = []
  #view: SessionOutlineView = { entries: [], phase: 'loading', error: null }
  #late: OutlineEntry[] = []
  #lastSeq = 0
  #reading: Promise<void> | null = null
  #waiting: ReturnType<typeof setTimeout> | undefined
  #starting: ReturnType<typeof setTimeout> | undefined
  #leave: (() => void) | null = null
  readonly #listeners = new Set<() => void>()

  constructor(log: SessionLog) {
    this.#log = log
  }

  readonly get = (): SessionOutlineView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) {
      this.#leave = this.#log.subscribe(() => this.#take())
      if (this.#view.phase === 'ready') this.retry()
      else this.#starting = setTimeout(this.retry, firstReadMs)
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#leave?.()
      clearTimeout(this.#starting)
      clearTimeout(this.#waiting)
      this.#waiting = undefined
    }
  }

  /** Reads what is missing. */
  readonly retry = (): void => {
    this.#reading ??= this.#read()
      .then(
        () => this.#show({ phase: 'ready', error: null }),
        (error: unknown) => this.#show({ phase: this.#entries.length > 0 ? 'ready' : 'failed', error }),
      )
      .finally(() => {
        this.#reading = null
      })
  }

  async #read(): Promise<void> {
    for (let more = true; more; ) {
      const input = { sessionId: this.#log.sessionId, after: this.#lastSeq, limit: pageSize }
      const page = await getClient().events.outline.query(input)
      for (const entry of page.entries) this.#add(entry)
      this.#lastSeq = Math.max(this.#lastSeq, page.nextAfter)
      more = page.hasMore
    }
    for (const entry of this.#late.splice(0)) this.#add(entry)
  }

  /** What comes before all has been read is added after it. */
  #take(): void {
    const { fresh } = this.#log.get()
    const found = fresh.map(outlineOf).filter((entry) => entry !== null)
    if (this.#reading !== null || this.#view.phase !== 'ready') {
      this.#late.push(...found)
      return
    }
    for (const entry of found) this.#add(entry)
    this.#lastSeq = Math.max(this.#lastSeq, fresh.at(-1)?.seq ?? 0)
    if (found.length > 0) this.#waiting ??= setTimeout(() => this.#show({}), notifyMs)
  }

  #add(entry: OutlineEntry): void {
    if (entry.seq > (this.#entries.at(-1)?.seq ?? 0)) this.#entries.push(entry)
  }

  #show(changes: Partial<SessionOutlineView>): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    this.#view = { ...this.#view, ...changes, entries: this.#entries.slice() }
    for (const listener of this.#listeners) listener()
  }
}
