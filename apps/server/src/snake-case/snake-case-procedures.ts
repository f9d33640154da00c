import { SojournError } from '@sojourn/contract/error'
import type { JsonValue } from '@sojourn/contract/json'
import type { Session, SessionSummary } from '@sojourn/contract/session'
import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { z } from 'zod'
import {
  type cleanupBody,
  type createBody,
  type listQuery,
  type SnakeCaseSession,
  snakeCaseNames,
  toSnakeCase,
  type updateBody,
} from './snake-case-session.ts'

interface Caller {
  runtime: AgentRuntime
  actor: Actor
}

/** Sessions that one page of the runtime's list has at most. */
const pageLimit = 200
const defaultLimit = 100

/** Without what is undefined: absent fields stay as they are. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>
  }

const checkpointOf = async ({ runtime, actor }: Caller, checkpointId: string | null): Promise<JsonValue> =>
  checkpointId === null ? null : (await runtime.checkpoints.get(actor, { checkpointId })).data

const shown = async (caller: Caller, session: Session): Promise<SnakeCaseSession> =>
  toSnakeCase(session, await checkpointOf(caller, session.checkpointId))

/** Whoever names an agent that nobody has registered gets one with the default agent's runner. */
const ensureAgent = async ({ runtime, actor }: Caller, agentId: string): Promise<void> => {
  try {
    await runtime.agents.get(actor, { agentId })
  } catch (error) {
    if (!(error instanceof SojournError) || error.code !== 'AGENT_NOT_FOUND') throw error
    const { runner } = await runtime.agents.get(actor, { agentId: runtime.system.info().defaultAgentId })
    await runtime.agents.register(withoutClaim(actor), { id: agentId, runner }).catch((refusal: unknown) => {
      // Somebody else has registered it in the meantime.
      if (!(refusal instanceof SojournError) || refusal.code !== 'AGENT_EXISTS') throw refusal
    })
  }
}

/** What a call does besides its one thing takes no part in its idempotency key. */
const withoutClaim = ({ once, ...actor }: Actor): Actor => actor

export const createSnakeCase = async (caller: Caller, body: z.infer<typeof createBody>): Promise<SnakeCaseSession> => {
  const { runtime, actor } = caller
  if (body.agent_id !== undefined) await ensureAgent(caller, body.agent_id)
  const session = await runtime.sessions.create(
    actor,
    given({
      id: body.id,
      agentId: body.agent_id,
      sessionType: body.session_type,
      context: body.context ?? undefined,
      runtimeBackend: body.runtime_backend ?? ('unknown' as const),
      runtimeMetadata: body.runtime_metadata ?? undefined,
    }),
  )
  if (body.checkpoint === undefined || body.checkpoint === null) return toSnakeCase(session, null)
  const update = { sessionId: session.id, checkpoint: body.checkpoint }
  return shown(caller, await runtime.sessions.update(withoutClaim(actor), update))
}

export const getSnakeCase = async (caller: Caller, sessionId: string): Promise<SnakeCaseSession> =>
  shown(caller, await caller.runtime.sessions.get(caller.actor, { sessionId }))

/**
 * Setting a status is the trigger that leads there. A closed session is reopened on its way to another closed status,
 * unless runs wait in it, which would start then.
 */
const setStatus = async ({ runtime, actor }: Caller, sessionId: string, to: Session['status']): Promise<void> => {
  const { sessions } = runtime
  const { status, queueDepth } = await sessions.get(actor, { sessionId })
  const isClosed = status === 'completed' || status === 'crashed'
  const leadsNowhere = isClosed && status !== to && (to === 'paused' || to === 'crashed')
  if (leadsNowhere && queueDepth === 0) {
    await sessions.resume(withoutClaim(actor), { sessionId })
  }
  switch (to) {
    case 'active':
      await sessions.resume(actor, { sessionId })
      break
    case 'paused':
      await sessions.pause(actor, { sessionId })
      break
    case 'completed':
      await sessions.complete(actor, { sessionId })
      break
    case 'crashed':
      await sessions.crash(actor, { sessionId })
      break
  }
}

/** The status first: it may be refused, and then nothing has changed. */
export const updateSnakeCase = async (
  caller: Caller,
  sessionId: string,
  { status, merge, ...body }: z.infer<typeof updateBody> & { merge: boolean },
): Promise<SnakeCaseSession> => {
  const { runtime, actor } = caller
  if (status !== undefined) await setStatus(caller, sessionId, status)
  const change = given({
    sessionType: body.session_type,
    context: body.context,
    checkpoint: body.checkpoint,
    runtimeBackend: body.runtime_backend,
    runtimeMetadata: body.runtime_metadata,
  })
  if (Object.keys(change).length === 0) return getSnakeCase(caller, sessionId)
  const mode = merge ? 'merge' : 'replace'
  const by = status === undefined ? actor : withoutClaim(actor)
  return shown(caller, await runtime.sessions.update(by, { sessionId, mode, ...change }))
}

/** Newest activity first; sessions in which nothing has happened yet are sessions too. */
export const listSnakeCase = async (
  caller: Caller,
  { limit = defaultLimit, ...query }: z.infer<typeof listQuery>,
): Promise<SnakeCaseSession[]> => {
  const { runtime, actor } = caller
  const filter = given({
    agentId: query.agent_id,
    status: query.status,
    type: query.session_type,
    createdAfter: query.created_after,
    createdBefore: query.created_before,
  })
  const found: SessionSummary[] = []
  let cursor: string | null = null
  do {
    const position: { cursor?: string } = cursor === null ? {} : { cursor }
    const size = Math.min(limit - found.length, pageLimit)
    const page = await runtime.sessions.list(actor, { ...filter, empty: true, limit: size, ...position })
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && found.length < limit)
  const listed: SnakeCaseSession[] = []
  for (const { id } of found) {
    // One that has been deleted in the meantime is not listed.
    const session = await getSnakeCase(caller, id).catch(() => null)
    if (session) listed.push(session)
  }
  return listed
}

export const metricsSnakeCase = async ({ runtime, actor }: Caller, sessionId: string): Promise<unknown> => {
  const metrics = await runtime.sessions.metrics(actor, { sessionId })
  return snakeCaseNames({ ...metrics, durationMs: metrics.activeMs + metrics.idleMs })
}

export const cleanupSnakeCase = async (
  { runtime, actor }: Caller,
  { older_than: olderThan, status = 'completed', dry_run: dryRun = false, ...body }: z.infer<typeof cleanupBody>,
): Promise<unknown> => {
  const named = given({ agentId: body.agent_id, type: body.session_type })
  const filter = { ...named, status, empty: true, archived: true }
  return snakeCaseNames(await runtime.sessions.cleanup(actor, { filter, olderThan, dryRun }))
}
