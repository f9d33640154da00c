import type { SessionEvent } from '@sojourn/contract/event'
import type { LoggedEvent } from '@sojourn/core/events/logged-event'

const encodeFrame = ({ seq, type, json }: LoggedEvent): string => `id: ${seq}\nevent: ${type}\ndata: ${json}\n\n`

const batches = new WeakMap<LoggedEvent, EventBatch>()
const payloads = new WeakMap<object, EventBatch>()

/**
 * Events that go out together. Many followers of one session get the same events at the same time, so what a batch looks
 * like on the wire is made once and shared by all of them.
 */
export class EventBatch {
  readonly logged: readonly LoggedEvent[]
  #frames: Buffer | undefined
  #payload: { events: SessionEvent[] } | undefined
  #json: string | undefined

  private constructor(logged: readonly LoggedEvent[]) {
    this.logged = logged
  }

  /** The batch of these events; one that another follower made of the very same events if it is still there. */
  static of(logged: readonly LoggedEvent[]): EventBatch | undefined {
    const first = logged[0]
    if (!first) return undefined
    const known = batches.get(first)
    if (known?.consistsOf(logged)) return known
    const batch = new EventBatch(logged)
    batches.set(first, batch)
    return batch
  }

  /** The batch that a payload belongs to. */
  static ofPayload(payload: object): EventBatch | undefined {
    return payloads.get(payload)
  }

  get lastSeq(): number {
    return this.logged.at(-1)?.seq ?? 0
  }

  /** As server-sent events. */
  get frames(): Buffer {
    this.#frames ??= Buffer.from(this.logged.map(encodeFrame).join(''))
    return this.#frames
  }

  /** As `events.follow` yields it; the same object for everybody. */
  get payload(): { events: SessionEvent[] } {
    if (!this.#payload) {
      this.#payload = { events: this.logged.map((logged) => logged.event) }
      payloads.set(this.#payload, this)
    }
    return this.#payload
  }

  /** `payload` as JSON. */
  get json(): string {
    this.#json ??= `{"events":[${this.logged.map(({ json }) => json).join(',')}]}`
    return this.#json
  }

  /** Compares each: between the same ends, a follower that asked to be brief has others. */
  consistsOf(logged: readonly LoggedEvent[]): boolean {
    const mine = this.logged
    return mine === logged || (mine.length === logged.length && mine.every((event, at) => event === logged[at]))
  }
}
