import type { SessionLog } from './session-log.ts'

/** The log that the page in view follows, so that the shell can say how far it is. */
class FollowedLog {
  #log: SessionLog | null = null
  readonly #listeners = new Set<() => void>()

  readonly get = (): SessionLog | null => this.#log

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Announces the log of the page; the answer takes it back. */
  announce(log: SessionLog): () => void {
    this.#set(log)
    return () => {
      if (this.#log === log) this.#set(null)
    }
  }

  #set(log: SessionLog | null): void {
    this.#log = log
    for (const listener of this.#listeners) listener()
  }
}

export const followedLog = new FollowedLog()
