import type { SessionRecord } from '@sojourn/core/ports/records'
import { seldomChanged } from './session-row.ts'

/** Sessions whose seldom-changing values are remembered, to see that they have not changed. */
const rememberedSessions = 2_000

/** Knows what the store has written last of the values that seldom change, so that they are written seldom. */
export class WrittenSessions {
  readonly #written = new Map<string, readonly unknown[]>()

  /** Call after the commit: from now on `record`'s values are known to be stored. */
  remember(record: SessionRecord): void {
    this.#written.delete(record.id)
    this.#written.set(record.id, seldomChanged(record))
    if (this.#written.size <= rememberedSessions) return
    const [oldest] = this.#written.keys()
    if (oldest !== undefined) this.#written.delete(oldest)
  }

  forget(sessionId: string): void {
    this.#written.delete(sessionId)
  }

  /** By identity: what requests carry never changes in place. */
  hasChanged(record: SessionRecord): boolean {
    const written = this.#written.get(record.id)
    return written === undefined || seldomChanged(record).some((value, index) => value !== written[index])
  }
}
