import type { LoggedEvent } from '../events/logged-event.ts'
import type { SessionStore } from '../ports/session-store.ts'
import { evolve } from './evolve.ts'
import { noChanges, type RowChanges, type SessionState, stateOf } from './session-state.ts'

/** What the log has beyond a state in memory. */
export interface CaughtUp {
  /** As stored. */
  state: SessionState
  events: readonly LoggedEvent[]
  /** What the events changed. */
  changes: RowChanges
}

const pageSize = 1_000

/** Reads a session again of which the log may know more than memory does. Null when it is gone. */
export const catchUp = async (store: SessionStore, known: SessionState): Promise<CaughtUp | null> => {
  const { id, projectId, lastSeq } = known.record
  const stored = await store.loadSession({ projectId, id })
  if (!stored) return null
  const uptoSeq = stored.record.lastSeq
  const events: LoggedEvent[] = []
  for (let afterSeq = lastSeq; afterSeq < uptoSeq; afterSeq = events.at(-1)?.seq ?? uptoSeq) {
    events.push(...(await store.readEvents({ sessionId: id, afterSeq, uptoSeq, limit: pageSize })))
  }
  const changes = noChanges()
  evolve(
    known,
    events.map(({ event }) => event),
    changes,
  )
  return { state: stateOf(stored), events, changes }
}
