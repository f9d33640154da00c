import type { ClientHub, HubListener } from '../ports/client-hub.ts'
import type { LoggedEvent } from './logged-event.ts'
import { TailRing } from './tail-ring.ts'

interface Channel {
  ring: TailRing
  listeners: Set<HubListener>
}

const defaultRingCapacity = 2_048

/** The hub of one process. A session that nobody follows costs nothing here. */
export class LocalClientHub implements ClientHub {
  readonly #channels = new Map<string, Channel>()
  readonly #ringCapacity: number
  #total = 0
  #closed = false

  /** `ringCapacity`: events kept for each session that somebody follows. */
  constructor(ringCapacity = defaultRingCapacity) {
    this.#ringCapacity = ringCapacity
  }

  broadcast(sessionId: string, events: readonly LoggedEvent[]): void {
    const channel = this.#channels.get(sessionId)
    if (!channel) return
    channel.ring.push(events)
    for (const listener of channel.listeners) listener.onEvents()
  }

  subscribe(sessionId: string, listener: HubListener): () => void {
    if (this.#closed) {
      listener.onEnd()
      return () => {}
    }
    const channel = this.#channels.get(sessionId) ?? { ring: new TailRing(this.#ringCapacity), listeners: new Set() }
    this.#channels.set(sessionId, channel)
    channel.listeners.add(listener)
    this.#total += 1
    return () => {
      if (!channel.listeners.delete(listener)) return
      this.#total -= 1
      if (channel.listeners.size === 0 && this.#channels.get(sessionId) === channel) this.#channels.delete(sessionId)
    }
  }

  recent(sessionId: string, afterSeq: number): readonly LoggedEvent[] | null {
    return this.#channels.get(sessionId)?.ring.after(afterSeq) ?? null
  }

  getClientCount(sessionId: string): number {
    return this.#channels.get(sessionId)?.listeners.size ?? 0
  }

  totalClients(): number {
    return this.#total
  }

  end(sessionId: string): void {
    const channel = this.#channels.get(sessionId)
    // Forgotten at once: a new session may take the id while followers of the old one are still on their way out.
    this.#channels.delete(sessionId)
    for (const listener of channel?.listeners ?? []) listener.onEnd()
  }

  close(): void {
    this.#closed = true
    for (const sessionId of this.#channels.keys()) this.end(sessionId)
  }
}
