import type { BehindSession, BridgeCursor, BridgeCursors } from '../ports/bridge-cursors.ts'
import type { Clock } from '../ports/clock.ts'

/** Cursors are saved together, this long after the last time, milliseconds: a crash repeats no more than that. */
const saveEveryMs = 250
/** More are saved at once. */
const maxUnsaved = 500

/** How far one bridge has come: what it has delivered and the store does not know yet. */
export class DeliveredCursors {
  readonly #bridge: string
  readonly #store: BridgeCursors
  readonly #clock: Clock
  readonly #unsaved = new Map<string, BridgeCursor>()
  #savedAt = Number.NEGATIVE_INFINITY
  #cancelTimer: (() => void) | null = null

  constructor(bridge: string, { store, clock }: { store: BridgeCursors; clock: Clock }) {
    this.#bridge = bridge
    this.#store = store
    this.#clock = clock
  }

  note(cursor: BridgeCursor): void {
    this.#unsaved.set(cursor.sessionId, cursor)
  }

  /** Seq up to which the session is delivered. */
  reached({ sessionId, createdAt, afterSeq, lastSeq }: BehindSession): number {
    const unsaved = this.#unsaved.get(sessionId)
    const isOfThisSession = unsaved?.createdAt === createdAt && unsaved.seq <= lastSeq
    return isOfThisSession ? Math.max(unsaved.seq, afterSeq) : afterSeq
  }

  /** Throws when the store does not answer; nothing is forgotten then. */
  async save(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const cursors = [...this.#unsaved.values()]
    if (cursors.length === 0) return
    await this.#store.saveBridgeCursors(this.#bridge, cursors)
    this.#savedAt = this.#clock.now()
    for (const cursor of cursors) {
      if (this.#unsaved.get(cursor.sessionId) === cursor) this.#unsaved.delete(cursor.sessionId)
    }
  }

  async saveWhenDue(): Promise<void> {
    const isDue = this.#clock.now() >= this.#savedAt + saveEveryMs
    if (isDue || this.#unsaved.size >= maxUnsaved) await this.save()
  }

  /** Calls `due` when `saveWhenDue` has something to do, though nothing else may happen until then. */
  saveLater(due: () => void): void {
    if (this.#unsaved.size === 0 || this.#cancelTimer) return
    const delayMs = Math.max(0, this.#savedAt + saveEveryMs - this.#clock.now())
    this.#cancelTimer = this.#clock.schedule(Number.isFinite(delayMs) ? delayMs : 0, () => {
      this.#cancelTimer = null
      due()
    })
  }
}
