import type { SessionEvent } from '@sojourn/contract/event'
import type { Event } from '../generated/sqlite/client.ts'
import type { Row } from './row.ts'

export const toEventRow = (sessionId: string, event: SessionEvent): Row<Event> => ({
  sessionId,
  seq: event.seq,
  id: event.id,
  ts: event.ts,
  type: event.type,
  v: event.v,
  runId: event.runId ?? null,
  source: event.source,
  data: JSON.stringify(event.data),
  raw: event.raw === undefined ? null : JSON.stringify(event.raw),
})
