import type { EventOf, SessionEvent } from '@sojourn/contract/event'
import { TranscriptFold } from '@sojourn/contract/transcript'

type Delta = EventOf<'block.delta'>

/**
 * A stretch of a log that reaches to its end, with the transcript that it gives. Of a block only what is needed stays:
 * while it is open its deltas, joined; once it is complete the whole of it. What is held grows with what happened, not
 * with how finely it was told.
 */
export class LogWindow {
  /** Seq of the newest event that has been taken in. */
  lastSeq: number
  /** Everything after this seq is here (but deltas of completed blocks). */
  coveredAfter: number
  readonly #events: SessionEvent[]
  readonly #open = new Map<string, Delta>()
  readonly #fold = new TranscriptFold()

  /** `events` are all that there is after `coveredAfter`, up to `lastSeq`. */
  constructor(events: readonly SessionEvent[], { coveredAfter, lastSeq }: { coveredAfter: number; lastSeq: number }) {
    this.coveredAfter = coveredAfter
    this.lastSeq = coveredAfter
    this.#events = []
    this.append(events)
    this.lastSeq = Math.max(this.lastSeq, lastSeq)
  }

  /** In order of seq, without deltas. The living list: it changes with the window. */
  get events(): readonly SessionEvent[] {
    return this.#events
  }

  get fold(): TranscriptFold {
    return this.#fold
  }

  get hasEarlier(): boolean {
    return this.coveredAfter > 0
  }

  /** Whether the window begins within a block, whose beginning must be read before it can be shown. */
  get beginsWithinBlock(): boolean {
    const [first] = this.#open.values()
    if (!first || !this.hasEarlier) return false
    return !this.#events.some((event) => event.type === 'block.started' && event.data.blockId === first.data.blockId)
  }

  /** Takes in what comes next; events that are here already are dropped. */
  append(events: readonly SessionEvent[]): void {
    const fresh = events.filter((event) => event.seq > this.lastSeq)
    for (const event of fresh) {
      this.lastSeq = event.seq
      if (event.type === 'block.delta') this.#keepDelta(event)
      else this.#events.push(event)
      if (event.type === 'block.completed') this.#open.delete(event.data.blockId)
    }
    this.#fold.add(fresh)
  }

  /** The window with what comes before it, as far back as `coveredAfter`. */
  withEarlier(earlier: readonly SessionEvent[], coveredAfter: number): LogWindow {
    return new LogWindow([...earlier, ...this.#all()], { coveredAfter, lastSeq: this.lastSeq })
  }

  /** The newest part of the window, about so many events of it. */
  cutTo(count: number): LogWindow {
    const kept = this.#all().slice(-count)
    const first = kept[0]
    if (!first || kept.length === this.#events.length + this.#open.size) return this
    return new LogWindow(kept, { coveredAfter: first.seq - 1, lastSeq: this.lastSeq })
  }

  #keepDelta(event: Delta): void {
    const { blockId, delta } = event.data
    const known = this.#open.get(blockId)
    this.#open.set(blockId, known ? { ...known, data: { blockId, delta: known.data.delta + delta } } : event)
  }

  #all(): SessionEvent[] {
    if (this.#open.size === 0) return this.#events
    return [...this.#events, ...this.#open.values()].sort((one, other) => one.seq - other.seq)
  }
}
