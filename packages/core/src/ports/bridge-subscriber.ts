import type { EventType } from '@sojourn/contract/event'
import type { SessionStatus } from '@sojourn/contract/session'
import type { LoggedEvent } from '../events/logged-event.ts'

/** The session that a batch belongs to. */
export interface BridgedSession {
  sessionId: string
  projectId: string
  agentId: string
  /** Where the log ended when the batch was read, which may be after its last event. */
  status: SessionStatus
}

/** Events of one session in seq order, all of them committed ([E2]); types that the bridge does not want are left out. */
export interface BridgeBatch {
  session: BridgedSession
  events: readonly LoggedEvent[]
}

/**
 * Carries sessions to another medium. It hears of everything at least once: what it had taken just before a crash, or
 * when a delivery failed half way, comes again. One batch at a time; those of one session in the order of its log.
 */
export interface BridgeSubscriber {
  /** Names its cursor: a bridge of another name starts anew. */
  readonly name: string
  /** Asked once for each type of the catalogue. Must not throw. */
  wants(type: EventType): boolean
  /**
   * Resolves when the medium has the batch. May throw, and then gets the same events again, later. The signal aborts
   * when it takes too long or the runtime stops; nobody waits for it then.
   */
  deliver(batch: BridgeBatch, signal: AbortSignal): Promise<void>
  /** Called once, when no batch will come any more. May throw. */
  close?(): Promise<void>
}
