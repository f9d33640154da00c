import { isDeepStrictEqual } from 'node:util'
import { defaultPageLimit } from '@sojourn/contract/page'
import type { UpdateSessionInput } from '@sojourn/contract/session'
import type { SessionMetrics, SessionUsage } from '@sojourn/contract/session-metrics'
import { addUsage, type UsageTotals } from '@sojourn/contract/usage'
import type { SessionRecord } from '../ports/records.ts'
import { findCheckpointBefore } from '../recovery/find-checkpoint-before.ts'
import { findLostRun } from '../recovery/find-lost-run.ts'
import type { AgentSession } from '../session/agent-session.ts'
import type { Command } from '../session/command.ts'
import type { Actor, AgentRuntime } from './agent-runtime.ts'
import { cleanUpSessions } from './clean-up-sessions.ts'
import { createSession } from './create-session.ts'
import { deleteSession } from './delete-session.ts'
import { digestSession, exportSession } from './export-session.ts'
import { forkSession } from './fork-session.ts'
import { importSession } from './import-session.ts'
import { tagSession } from './move-tag.ts'
import { newId } from './repeated-call.ts'
import { resolveSession } from './resolve-session.ts'
import { submitRun, terminateRun } from './run-procedures.ts'
import {
  byOf,
  committedSession,
  executeOn,
  publicSession,
  publicSummary,
  type RuntimeContext,
  sessionNotFound,
  snapshot,
} from './runtime-context.ts'
import { setAgentOption } from './set-agent-option.ts'

const recordOf = async (context: RuntimeContext, actor: Actor, sessionId: string): Promise<SessionRecord> => {
  const loaded = context.host.getSession(sessionId)
  if (loaded && loaded.projectId === actor.projectId) return loaded.state.record
  const record = await context.store.getSession({ projectId: actor.projectId, id: sessionId })
  if (!record) throw sessionNotFound(sessionId)
  return record
}

/** [S14] The executing run counts with the time that it has taken so far. */
const metrics = async (context: RuntimeContext, actor: Actor, sessionId: string): Promise<SessionMetrics> => {
  const { projectId } = actor
  const record = await recordOf(context, actor, sessionId)
  const counts = await context.store.sessionCounts({ projectId, sessionId })
  const now = context.clock.now()
  const { activeRunId } = record
  const executing = activeRunId === null ? null : await context.store.getRun({ projectId, id: activeRunId })
  const startedAt = executing?.status === 'running' ? executing.startedAt : null
  const activeMs = counts.activeMs + (startedAt === null ? 0 : Math.max(0, now - Date.parse(startedAt)))
  const idleMs = Math.max(0, now - Date.parse(record.createdAt) - activeMs)
  return { sessionId, ...counts, activeMs, idleMs, usage: record.usage }
}

/** Own usage and that of all forks below; what a fork inherited is its parent's and not counted again. */
const usage = async (context: RuntimeContext, actor: Actor, sessionId: string): Promise<SessionUsage> => {
  const record = await recordOf(context, actor, sessionId)
  let withChildren: UsageTotals = record.usage
  const waiting = [sessionId]
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const child of await context.store.listChildren({ projectId: actor.projectId, id: parent })) {
      withChildren = addUsage(withChildren, child.usage)
      waiting.push(child.id)
    }
  }
  return { sessionId, usage: record.usage, inheritedUsage: record.inheritedUsage, withChildren }
}

/** [S7] A checkpoint that is the current one already is no change. */
const withoutSameCheckpoint = async (
  context: RuntimeContext,
  { projectId, state }: AgentSession,
  change: Omit<UpdateSessionInput, 'sessionId'>,
): Promise<Omit<UpdateSessionInput, 'sessionId'>> => {
  const { checkpointId } = state.record
  if (change.checkpoint === undefined || change.checkpoint === null || checkpointId === null) return change
  const current = await context.store.getCheckpoint({ projectId, id: checkpointId })
  const { checkpoint, ...rest } = change
  return isDeepStrictEqual(current?.data, checkpoint) ? rest : change
}

export const sessionProcedures = (context: RuntimeContext): AgentRuntime['sessions'] => {
  const change = async (
    actor: Actor,
    sessionId: string,
    command: (session: AgentSession) => Command | Promise<Command>,
  ) => committedSession(await executeOn(context, { actor, sessionId }, command))
  return {
    create: async (actor, input) => snapshot(await createSession(context, actor, input)),
    get: async (actor, { sessionId }) => publicSession(context, await recordOf(context, actor, sessionId)),
    summary: async (actor, { sessionId }) => publicSummary(context, await recordOf(context, actor, sessionId)),
    list: async (actor, { cursor, limit, ...filter }) => {
      const query = { projectId: actor.projectId, filter, limit: limit ?? defaultPageLimit }
      const page = await context.store.listSessions(cursor === undefined ? query : { ...query, cursor })
      const items = await Promise.all(page.items.map((record) => publicSummary(context, record)))
      return { items, nextCursor: page.nextCursor }
    },
    metrics: (actor, { sessionId }) => metrics(context, actor, sessionId),
    usage: (actor, { sessionId }) => usage(context, actor, sessionId),
    update: (actor, { sessionId, ...update }) =>
      change(actor, sessionId, async (session) => ({
        type: 'update',
        change: await withoutSameCheckpoint(context, session, update),
        checkpointId: newId(context, actor),
        actor: byOf(actor),
      })),
    delete: (actor, input) => deleteSession(context, actor, input),
    resolve: (actor, input) => resolveSession(context, actor, input),
    pause: (actor, { sessionId, reason }) =>
      change(actor, sessionId, () => ({ type: 'pause', reason, actor: byOf(actor) })),
    resume: (actor, { sessionId }) =>
      change(actor, sessionId, () => ({ type: 'resume', reason: undefined, actor: byOf(actor) })),
    crash: (actor, { sessionId, reason }) =>
      change(actor, sessionId, () => ({ type: 'crash', reason, actor: byOf(actor) })),
    complete: (actor, { sessionId, reason, cancelQueued }) =>
      change(actor, sessionId, () => ({
        type: 'complete',
        reason,
        cancelQueued: cancelQueued ?? false,
        actor: byOf(actor),
      })),
    recover: (actor, { sessionId, strategy }) =>
      change(actor, sessionId, async (session) => {
        const lost = await findLostRun(context.store, { projectId: session.projectId, sessionId })
        return {
          type: 'recover',
          strategy: strategy ?? 'continue',
          lost,
          checkpointBefore: await findCheckpointBefore(context.store, session.state.record, lost),
          runId: newId(context, actor),
          actor: byOf(actor),
        }
      }),
    archive: (actor, { sessionId }) => change(actor, sessionId, () => ({ type: 'archive', actor: byOf(actor) })),
    unarchive: (actor, { sessionId }) => change(actor, sessionId, () => ({ type: 'unarchive', actor: byOf(actor) })),
    tag: (actor, input) => tagSession(context, actor, input),
    untag: (actor, { sessionId, tag }) =>
      change(actor, sessionId, () => ({ type: 'untag', tag, movedTo: undefined, actor: byOf(actor) })),
    fork: async (actor, input) => snapshot(await forkSession(context, actor, input)),
    export: (actor, input) => exportSession(context, actor, input),
    digest: (actor, input) => digestSession(context, actor, input),
    import: async (actor, input) => snapshot(await importSession(context, actor, input)),
    cleanup: (actor, input) => cleanUpSessions(context, actor, input),
    setAgentOption: (actor, input) => setAgentOption(context, actor, input),
    compact: (actor, { sessionId }) => submitRun(context, actor, { sessionId, input: { text: '/compact' } }),
    terminate: (actor, { sessionId }) => terminateRun(context, actor, sessionId),
    changes: (actor, signal) => context.feed.subscribe(actor.projectId, signal),
  }
}
