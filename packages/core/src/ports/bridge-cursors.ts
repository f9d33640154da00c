import type { SessionStatus } from '@sojourn/contract/session'

/** How much of one session a bridge has delivered. */
export interface BridgeCursor {
  sessionId: string
  /** Of the session, so that a later one under the same id does not begin in the middle. */
  createdAt: string
  /** Everything up to this event. */
  seq: number
}

/** A session whose log has more than the bridge's cursor says. */
export interface BehindSession {
  sessionId: string
  projectId: string
  agentId: string
  status: SessionStatus
  createdAt: string
  /** Events up to here were copied from another session ([F1]). */
  forkedAtSeq: number | null
  /** The cursor; 0 when there is none. */
  afterSeq: number
  lastSeq: number
}

export interface BehindQuery {
  bridge: string
  /** Only these; all sessions of all projects without it. */
  sessionIds?: readonly string[]
  /** Exclusive: answers come in the order of ids. */
  afterSessionId?: string
  limit: number
}

/** Where each bridge is in each session's log, so that it goes on from there after a restart. May throw STORE_UNAVAILABLE. */
export interface BridgeCursors {
  /** A name that is new starts at the present: what all logs hold by then counts as delivered. A known one stays where it is. */
  registerBridge(bridge: string): Promise<void>
  /** Forgets a bridge and where it was; under its name one starts at the present again. */
  forgetBridge(bridge: string): Promise<void>
  sessionsBehind(query: BehindQuery): Promise<BehindSession[]>
  /** Cursors never go back; those of sessions that are gone are ignored. At most one for each session. */
  saveBridgeCursors(bridge: string, cursors: readonly BridgeCursor[]): Promise<void>
}
