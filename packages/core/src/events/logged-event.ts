import type { SessionEvent } from '@sojourn/contract/event'

/**
 * A committed event. It is encoded at most once and decoded at most once, however many followers it reaches: what the
 * log hands out as text stays text until somebody asks for the object, and the other way round.
 */
export class LoggedEvent {
  readonly seq: number
  readonly type: string
  #event: SessionEvent | undefined
  #json: string | undefined

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

  get json(): string {
    this.#json ??= JSON.stringify(this.#event)
    return this.#json
  }
}
