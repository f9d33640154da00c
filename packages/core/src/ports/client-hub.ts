import type { LoggedEvent } from '../events/logged-event.ts'

/** What a follower hears. Both are hints: it goes and reads from its own cursor. Must not throw. */
export interface HubListener {
  onEvents(): void
  /** The session is gone, or the hub closes. */
  onEnd(): void
}

/**
 * How the news of committed events reaches those who are connected. A follower that hears nothing, late or twice still
 * reads the log by its cursor and misses nothing. Nothing here throws or waits.
 */
export interface ClientHub {
  /** Tells everybody who follows the session that these events are committed. */
  broadcast(sessionId: string, events: readonly LoggedEvent[]): void
  /** Registers a follower; the answer takes it off again. */
  subscribe(sessionId: string, listener: HubListener): () => void
  /**
   * The committed events after `afterSeq`, when the hub still holds all of them, `[]` when there are none; null when the
   * log has to be read. Followers at the same place get the same array.
   */
  recent(sessionId: string, afterSeq: number): readonly LoggedEvent[] | null
  getClientCount(sessionId: string): number
  /** All followers of all sessions. */
  totalClients(): number
  /** The session is gone: its followers end. */
  end(sessionId: string): void
  /** Every follower ends, and later ones end at once. */
  close(): void
}
