import type { CheckpointRecord, RunRecord, SessionRecord } from '../ports/records.ts'
import type { SessionStore } from '../ports/session-store.ts'

/** Whether somebody has cleared the current checkpoint between two points of the log. */
const wasCleared = async (
  store: SessionStore,
  { sessionId, after, before }: { sessionId: string; after: number; before: number },
): Promise<boolean> => {
  const query = { sessionId, afterSeq: after, uptoSeq: before, types: ['session.updated'], limit: 1_000 }
  const page = await store.readEvents(query)
  return page.some(({ event }) => event.type === 'session.updated' && event.data.values.checkpointId === null)
}

/** The newest checkpoint that is not one of `own`, and the oldest of those that are newer than it. */
const newestOfOthers = async (
  store: SessionStore,
  { projectId, id: sessionId }: SessionRecord,
  own: ReadonlySet<string>,
): Promise<{ before: CheckpointRecord | null; firstOwn: CheckpointRecord | null }> => {
  let firstOwn: CheckpointRecord | null = null
  let cursor: string | null = null
  do {
    // Newest first.
    const page = await store.listCheckpoints({ projectId, sessionId, limit: 50, ...(cursor ? { cursor } : {}) })
    for (const saved of page.items) {
      if (saved.runId === null || !own.has(saved.runId)) return { before: saved, firstOwn }
      firstOwn = saved
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return { before: null, firstOwn }
}

/**
 * [C3] The checkpoint that was current before the lost run saved its own; the present one when that is not the lost run's.
 * Null when there was none.
 */
export const findCheckpointBefore = async (
  store: SessionStore,
  session: SessionRecord,
  lost: RunRecord | null,
): Promise<string | null> => {
  if (lost === null || session.checkpointId === null) return session.checkpointId
  const { before, firstOwn } = await newestOfOthers(store, session, new Set([...lost.continues, lost.id]))
  if (firstOwn === null) return session.checkpointId
  if (before === null) return null
  const cleared = await wasCleared(store, { sessionId: session.id, after: before.seq, before: firstOwn.seq })
  return cleared ? null : before.id
}
