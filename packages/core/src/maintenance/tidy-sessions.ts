import { SojournError } from '@sojourn/contract/error'
import type { SessionFilter } from '@sojourn/contract/session'
import type { SessionRecord } from '../ports/records.ts'
import type { Actor } from '../runtime/agent-runtime.ts'
import { cleanUpSessions, oldSessions } from '../runtime/clean-up-sessions.ts'
import { byOf, executeOn, type RuntimeContext } from '../runtime/runtime-context.ts'
import { isExecuting } from '../store/session-listing.ts'

export interface TidyOptions {
  context: RuntimeContext
  actor: Actor
  signal: AbortSignal
}

/** Somebody waits for something in it, or will: not idle, however long nothing has happened. */
const hasOpenWork = (record: SessionRecord): boolean =>
  isExecuting(record) ||
  record.queueDepth + record.pendingPermissions + record.pendingQuestions + record.inDoubtCalls > 0

/** Archived since, used since, or gone: no business of ours any more. */
const isPassing = (error: unknown): boolean =>
  error instanceof SojournError && ['SESSION_NOT_FOUND', 'SESSION_RUNNING', 'SESSION_ARCHIVED'].includes(error.code)

/** Archives the session unless somebody has used it since; says whether it did. */
const archive = async ({ context, actor }: TidyOptions, record: SessionRecord): Promise<boolean> => {
  const now = await context.store.getSession({ projectId: record.projectId, id: record.id })
  if (!now || now.lastActivityAt !== record.lastActivityAt || hasOpenWork(now)) return false
  try {
    await executeOn(context, { actor, sessionId: record.id }, () => ({ type: 'archive', actor: byOf(actor) }))
    return true
  } catch (error) {
    if (isPassing(error)) return false
    throw error
  }
}

/** Archives the sessions in which nothing has happened for `after` and nothing waits. Gives their number. */
export const archiveIdle = async (options: TidyOptions, after: string): Promise<number> => {
  const { context, actor, signal } = options
  let archived = 0
  for await (const record of oldSessions(context, actor, { filter: { empty: true }, olderThan: after })) {
    if (signal.aborted) break
    if (record.archivedAt === null && !hasOpenWork(record) && (await archive(options, record))) archived += 1
  }
  return archived
}

/** Deletes the archived and the completed sessions in which nothing has happened for `after`. Gives their number. */
export const deleteFinished = async ({ context, actor, signal }: TidyOptions, after: string): Promise<number> => {
  const filter: SessionFilter = { archived: true, empty: true }
  const isFinished = (record: SessionRecord): boolean => record.archivedAt !== null || record.status === 'completed'
  let deleted = 0
  for (let hasMore = true; hasMore && !signal.aborted; ) {
    const found = await cleanUpSessions(context, actor, { filter, olderThan: after, isWanted: isFinished, signal })
    deleted += found.sessions.length
    hasMore = found.hasMore
  }
  return deleted
}
