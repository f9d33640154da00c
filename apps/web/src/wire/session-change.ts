import type { SessionSummary } from '@sojourn/contract/session'

/** One entry of the live feed over all sessions. */
export type SessionChange = { kind: 'changed'; summary: SessionSummary } | { kind: 'deleted'; sessionId: string }
