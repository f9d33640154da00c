import type { EventOf, EventType } from '@sojourn/contract/event'
import type { PermissionRecord, QuestionRecord, RunRecord, SessionRecord, ToolCallRecord } from '../ports/records.ts'
import type { RowChanges } from './session-state.ts'

/** A state under construction: mutable, seen by nobody until `finish` hands it out. */
export interface Draft {
  record: SessionRecord
  queue: RunRecord[]
  active: RunRecord | null
  permissions: Map<string, PermissionRecord>
  questions: Map<string, QuestionRecord>
  toolCalls: Map<string, ToolCallRecord>
  changes: RowChanges
}

export type Apply<Type extends EventType> = (draft: Draft, event: EventOf<Type>) => void

/** The session itself has changed: `ifVersion` must notice. */
export const changed = (draft: Draft): void => {
  draft.record.version += 1
}

/** What each event of a family does to the session. */
export type Appliers<Family extends string> = { [Type in Extract<EventType, Family>]: Apply<Type> }

/** An event that others care about and the session does not. */
export const ignore = (): void => {}
