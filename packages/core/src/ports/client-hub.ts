import type { LoggedEvent } from '../events/logged-event.ts'

/**
 * How the news of committed events reaches those who are connected. What it carries is a hint: a follower that hears
 * nothing, late or twice still reads the log by its cursor and misses nothing. Never throws.
 */
export interface ClientHub {
  /** Tells everybody who follows the session that these events are committed. */
  broadcast(sessionId: string, events: readonly LoggedEvent[]): void
  /** The session is gone: its followers end. */
  end(sessionId: string): void
  /** Registers a follower; the answer takes it off again. */
  subscribe(sessionId: string, listener: HubListener): () => void
  getClientCount(sessionId: string): number
  /** All followers of all sessions. */
  totalClients(): number
}

export interface HubListener {
  onEvents(events: readonly LoggedEvent[]): void
  onEnd(): void
}
