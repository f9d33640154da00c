import type { EventData } from '@sojourn/contract/event'
import type { SessionState, SessionStatus, StateTrigger, StatusTrigger } from '@sojourn/contract/session'
import type { By } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import { nextState, nextStatus } from './state-machine.ts'

export interface StateMove {
  trigger: StateTrigger
  cause?: 'cancel' | 'timeout' | 'budget'
  by?: string
  reason?: string | undefined
  runId?: string
}

/** Moves the state as the table says; nothing when it is there already. */
export const moveState = (from: SessionState, { trigger, cause, by, reason, runId }: StateMove): EventDraft[] => {
  const to = nextState(from, trigger)
  if (to === from) return []
  const data: EventData<'session.state_changed'> = { from, to, trigger }
  if (cause) data.cause = cause
  if (by !== undefined) data.by = by
  if (reason !== undefined) data.reason = reason
  return [draft('session.state_changed', data, runId === undefined ? {} : { runId })]
}

interface StatusMove {
  trigger: StatusTrigger
  reason: string | undefined
  actor: By
}

/** Moves the status as the table says; nothing when it is there already. */
export const moveStatus = (from: SessionStatus, { trigger, reason, actor }: StatusMove): EventDraft[] => {
  const to = nextStatus(from, trigger)
  if (to === from) return []
  const data: EventData<'session.status_changed'> = { from, to, trigger, by: actor.by }
  if (reason !== undefined) data.reason = reason
  return [draft('session.status_changed', data, actor)]
}
