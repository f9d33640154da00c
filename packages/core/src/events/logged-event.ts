import type { SessionEvent } from '@sojourn/contract/event'
import { briefEvent, maxBriefSize } from './brief-event.ts'

/** Characters of an event around what it says. */
const envelopeSize = 250

/**
 * A committed event. It is encoded at most once and decoded at most once, however many followers it reaches: what the
 * log hands out as text stays text until somebody asks for the object, and the other way round.
 */
export class LoggedEvent {
  readonly seq: number
  readonly type: string
  #event: SessionEvent | undefined
  #json: string | undefined
  #brief: LoggedEvent | undefined

  private constructor(seq: number, type: string, content: SessionEvent | string) {
    this.seq = seq
    this.type = type
    if (typeof content === 'string') this.#json = content
    else this.#event = content
  }

  static fromEvent(event: SessionEvent): LoggedEvent {
    return new LoggedEvent(event.seq, event.type, event)
  }

  /** `json` is the whole envelope as JSON. */
  static fromJson(seq: number, type: string, json: string): LoggedEvent {
    return new LoggedEvent(seq, type, json)
  }

  get event(): SessionEvent {
    this.#event ??= JSON.parse(this.#json ?? '') as SessionEvent
    return this.#event
  }

  /** About how many characters it takes as JSON. Nothing is encoded for the small ones, which are nearly all. */
  get size(): number {
    if (this.#json !== undefined) return this.#json.length
    const { event } = this
    switch (event.type) {
      case 'block.delta':
        return envelopeSize + event.data.delta.length
      case 'log':
        return envelopeSize + event.data.message.length
      case 'tool.progressed':
        return envelopeSize + (event.data.output?.length ?? 0)
      default:
        return this.json.length
    }
  }

  /** The event without what is long in it; itself when nothing is. Made once. */
  get brief(): LoggedEvent {
    if (!this.#brief) {
      const cut = this.size > maxBriefSize ? briefEvent(this.event) : null
      this.#brief = cut ? LoggedEvent.fromEvent(cut) : this
    }
    return this.#brief
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.#event)
    return this.#json
  }
}
