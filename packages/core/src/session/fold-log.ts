import { SojournError } from '@sojourn/contract/error'
import type { EventOf, SessionEvent } from '@sojourn/contract/event'
import { evolve } from './evolve.ts'
import { newSessionState } from './new-session.ts'
import { noChanges, type RowChanges, type SessionState } from './session-state.ts'

/** What a log makes of a session: the session as it is afterwards, and every row that it has come to have. */
export interface FoldedLog {
  state: SessionState
  changes: RowChanges
}

/**
 * [F1] What a fork begins with that starts from a folded past. Queue, running work, pending requests, labels, tags,
 * archive flag and status stay behind; the current checkpoint comes along under an id of its own, and what the events name is shared.
 */
export const inheritPast = (past: FoldedLog, created: EventOf<'session.created'>, nextId: () => string): FoldedLog => {
  const before = past.state.record
  const fresh = newSessionState(created, before.projectId)
  const current = past.changes.checkpoints.find(({ id }) => id === before.checkpointId)
  const checkpoint = current ? { ...current, id: nextId(), sessionId: created.sessionId } : null
  const isNamedAnew = fresh.record.title !== before.title
  const record = {
    ...fresh.record,
    titleSource: isNamedAnew ? fresh.record.titleSource : before.titleSource,
    checkpointId: checkpoint?.id ?? null,
    // The agent's own session stays with the source: two that use one would write into each other.
    agentOptions: before.agentOptions,
    compactedUptoSeq: before.compactedUptoSeq,
    empty: before.empty,
  }
  return {
    state: { ...fresh, record },
    changes: {
      ...noChanges(),
      checkpoints: checkpoint ? [checkpoint] : [],
      attachments: new Map(
        [...past.changes.attachments].map(([id, link]) => [id, { ...link, sessionId: created.sessionId }]),
      ),
    },
  }
}

const isCreation = (event: SessionEvent): event is EventOf<'session.created'> => event.type === 'session.created'

interface FoldOptions {
  projectId: string
  nextId: () => string
}

/** Folds a whole log. A fork's log has its source's past before its own beginning: what it inherits is all it keeps of it. */
export const foldLog = (events: readonly SessionEvent[], { projectId, nextId }: FoldOptions): FoldedLog => {
  const [first] = events
  if (!first || !isCreation(first)) throw new SojournError('INTERNAL', 'A log does not begin with session.created.')
  let folded: FoldedLog = { state: newSessionState(first, projectId), changes: noChanges() }
  let from = 1
  const foldUpto = (end: number): void => {
    const state = evolve(folded.state, events.slice(from, end), folded.changes)
    folded = { ...folded, state }
  }
  for (let at = 1; at < events.length; at += 1) {
    const event = events[at]
    if (!event || !isCreation(event)) continue
    foldUpto(at)
    folded = inheritPast(folded, event, nextId)
    from = at + 1
  }
  foldUpto(events.length)
  return folded
}
