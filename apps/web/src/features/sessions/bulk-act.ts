import type { SessionSummary } from '@sojourn/contract/session'
import { getClient } from '@/wire/client.ts'
import { type BulkAction, labelsAfter } from './bulk-plan.ts'

/** Takes back what was done to one session. */
export type Undo = () => Promise<unknown>

const cancelAll = async (sessionId: string): Promise<void> => {
  const { sessions, runs } = getClient()
  // The queue first: else the next run would start as soon as the executing one is gone.
  const queued = await runs.list.query({ sessionId, status: 'queued', limit: 200 })
  await Promise.all(queued.items.map((run) => runs.cancel.mutate({ runId: run.id })))
  await sessions.terminate.mutate({ sessionId })
}

/** Does it to one session; answers with the way back where there is one. Rejects with what the server refused. */
export const actOn = async (action: BulkAction, session: SessionSummary): Promise<Undo | null> => {
  const { sessions } = getClient()
  const sessionId = session.id
  switch (action.kind) {
    case 'archive':
      await sessions.archive.mutate({ sessionId })
      return () => sessions.unarchive.mutate({ sessionId })
    case 'unarchive':
      await sessions.unarchive.mutate({ sessionId })
      return () => sessions.archive.mutate({ sessionId })
    case 'cancel':
      await cancelAll(sessionId)
      return null
    case 'delete':
      await sessions.delete.mutate({ sessionId, force: true })
      return null
    default:
      await sessions.update.mutate({ sessionId, labels: labelsAfter(session.labels, action.changes) })
      return () => sessions.update.mutate({ sessionId, labels: session.labels })
  }
}

const atOnce = 6

/**
 * Calls `work` with every item, a few at a time, until all are done or the signal says stop. What `work` throws is handed
 * to `failed`; the others go on.
 */
export const forEachOf = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { signal, failed }: { signal: AbortSignal; failed: (item: Item, error: unknown) => void },
): Promise<void> => {
  const left = items.values()
  const worker = async () => {
    for (const item of left) {
      if (signal.aborted) return
      await work(item).catch((error: unknown) => failed(item, error))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
