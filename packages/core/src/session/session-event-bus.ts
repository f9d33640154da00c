import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { LoggedEvent } from '../events/logged-event.ts'

/** Hears of committed events of the one session that the bus belongs to. */
export type BatchListener = (events: readonly LoggedEvent[]) => void

/** What a throwing listener is reported to; it cannot stop anybody else. */
export type ListenerFailed = (error: unknown) => void

/**
 * The in-process news of one session: committed events, in order. The session is implied by the bus. A listener that
 * throws is isolated: the session, the other listeners and its own later events go on.
 */
export class SessionEventBus {
  readonly #listeners = new Set<BatchListener>()
  readonly #listenerFailed: ListenerFailed

  constructor(listenerFailed: ListenerFailed) {
    this.#listenerFailed = listenerFailed
  }

  /** Calls `listener` with every batch; the answer takes it off. */
  onBatch(listener: BatchListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Calls `listener` with every event of one type; the answer takes it off. */
  on<Type extends EventType>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
    return this.onBatch((events) => {
      for (const logged of events) {
        if (logged.type !== type) continue
        try {
          listener(logged.event as SessionEvent as EventOf<Type>)
        } catch (error) {
          this.#listenerFailed(error)
        }
      }
    })
  }

  publish(events: readonly LoggedEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(events)
      } catch (error) {
        this.#listenerFailed(error)
      }
    }
  }
}
