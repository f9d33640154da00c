import { SojournError } from '@sojourn/contract/error'
import { type CleanupInput, type CleanupResult, maxCleanup } from '@sojourn/contract/session'
import type { SessionRecord } from '../ports/records.ts'
import { isExecuting } from '../store/session-listing.ts'
import type { Actor } from './agent-runtime.ts'
import { deleteSession } from './delete-session.ts'
import { timeBefore } from './point-in-time.ts'
import type { RuntimeContext } from './runtime-context.ts'

const pageSize = 200

/** Sessions that the filter finds and in which nothing has happened since. */
export async function* oldSessions(
  context: RuntimeContext,
  actor: Actor,
  { filter = {}, olderThan }: Pick<CleanupInput, 'filter' | 'olderThan'>,
): AsyncGenerator<SessionRecord> {
  const cutoff = timeBefore(olderThan, context.clock.now())
  const activeBefore = filter.activeBefore !== undefined && filter.activeBefore < cutoff ? filter.activeBefore : cutoff
  const query = { projectId: actor.projectId, filter: { ...filter, activeBefore }, limit: pageSize }
  let cursor: string | null = null
  do {
    const page = await context.store.listSessions(cursor === null ? query : { ...query, cursor })
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

interface Removal {
  context: RuntimeContext
  actor: Actor
  isWanted: (record: SessionRecord) => boolean
}

/** False when the session executes after all; one that is gone already, or has been used since, is left out. */
const remove = async (
  { context, actor, isWanted }: Removal,
  record: SessionRecord,
): Promise<'removed' | 'running' | 'left'> => {
  const { projectId } = actor
  const now = await context.store.getSession({ projectId, id: record.id })
  if (!now || now.lastActivityAt !== record.lastActivityAt || !isWanted(now)) return 'left'
  try {
    await deleteSession(context, actor, { sessionId: record.id })
    return 'removed'
  } catch (error) {
    if (!(error instanceof SojournError)) throw error
    if (error.code === 'SESSION_RUNNING') return 'running'
    if (error.code === 'SESSION_NOT_FOUND') return 'left'
    throw error
  }
}

/** A clean-up by the runtime itself, which may look at more than a filter says and has to stop when it stops. */
export interface CleanUp extends CleanupInput {
  isWanted?: (record: SessionRecord) => boolean
  signal?: AbortSignal
}

const everySession = (): boolean => true

async function* wantedSessions(context: RuntimeContext, actor: Actor, input: CleanUp): AsyncGenerator<SessionRecord> {
  const { isWanted = everySession, signal } = input
  for await (const record of oldSessions(context, actor, input)) {
    if (signal?.aborted) return
    if (isWanted(record)) yield record
  }
}

/**
 * [S13] Deletes the sessions that the filter finds and in which nothing has happened for so long, or says which it would.
 * One whose run executes is counted and stays. One after the other, so that other work goes on beside it; when it breaks
 * off, what is gone is gone, and the same call again does the rest.
 */
export const cleanUpSessions = async (
  context: RuntimeContext,
  actor: Actor,
  input: CleanUp,
): Promise<CleanupResult> => {
  const { dryRun = false, limit = maxCleanup, isWanted = everySession } = input
  const sessions: CleanupResult['sessions'] = []
  let skippedRunning = 0
  for await (const record of wantedSessions(context, actor, input)) {
    const { id, title, lastActivityAt } = record
    if (sessions.length === limit) return { dryRun, sessions, skippedRunning, hasMore: true }
    const outcome = isExecuting(record)
      ? 'running'
      : dryRun
        ? 'removed'
        : await remove({ context, actor, isWanted }, record)
    if (outcome === 'removed') sessions.push({ id, title, lastActivityAt })
    if (outcome === 'running') skippedRunning += 1
  }
  return { dryRun, sessions, skippedRunning, hasMore: false }
}
