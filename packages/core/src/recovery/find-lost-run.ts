import type { SessionEvent } from '@sojourn/contract/event'
import type { RunRecord } from '../ports/records.ts'
import type { SessionStore } from '../ports/session-store.ts'

const pageSize = 1_000
const types = ['session.created', 'run.failed', 'session.status_changed', 'session.recovered']

/** What a crash has cost so far, as the log tells it from its start. */
interface Loss {
  /** The run that failed last. */
  failed: string | null
  /** The run that went down with its host and that nobody has recovered or given up since. */
  lost: string | null
}

const none: Loss = { failed: null, lost: null }

const fold = (loss: Loss, event: SessionEvent): Loss => {
  switch (event.type) {
    case 'run.failed':
      return { ...loss, failed: event.runId ?? null }
    case 'session.status_changed': {
      const { trigger, reason, by } = event.data
      if (trigger !== 'crash') return trigger === 'pause' ? loss : { ...loss, lost: null }
      return { ...loss, lost: reason === 'host_lost' && by === 'runtime' ? loss.failed : loss.lost }
    }
    case 'session.created':
    case 'session.recovered':
      // A fork has the crashes of its parent in its log, but none of its runs.
      return none
    default:
      return loss
  }
}

/** [C3] The run that a recovery goes on with; null when the session crashed for another reason. */
export const findLostRun = async (
  store: SessionStore,
  { projectId, sessionId }: { projectId: string; sessionId: string },
): Promise<RunRecord | null> => {
  let loss = none
  let afterSeq = 0
  while (true) {
    const page = await store.readEvents({ sessionId, afterSeq, types, limit: pageSize })
    for (const { event } of page) loss = fold(loss, event)
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    afterSeq = last.seq
  }
  return loss.lost === null ? null : store.getRun({ projectId, id: loss.lost })
}
