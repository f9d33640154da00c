import type { EventData, EventSource, EventType } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'

/** What a decision says happened; the committer gives it id, seq and time. */
export type EventDraft = {
  [Type in EventType]: {
    type: Type
    data: EventData<Type>
    source: EventSource
    runId?: string
    raw?: JsonValue
  }
}[EventType]

interface DraftOptions {
  runId?: string
  source?: EventSource
}

/** A draft of the given type; its source is the runtime unless told otherwise. */
export const draft = <Type extends EventType>(
  type: Type,
  data: EventData<Type>,
  options: DraftOptions = {},
): EventDraft => {
  const made = { type, data, source: options.source ?? 'runtime' }
  return (options.runId === undefined ? made : { ...made, runId: options.runId }) as EventDraft
}
