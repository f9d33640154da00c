import { SojournError } from '@sojourn/contract/error'
import type { EventData, EventOf, SessionEvent } from '@sojourn/contract/event'
import type { ForkSessionInput } from '@sojourn/contract/session'
import { addUsage, noUsage } from '@sojourn/contract/usage'
import { isoTime } from '../ports/clock.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { SessionPast } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { draft } from '../session/event-draft.ts'
import { foldedTypes } from '../session/evolve.ts'
import { foldLog, inheritPast } from '../session/fold-log.ts'
import { appendRequest, stamp } from '../session/working-copy.ts'
import type { Actor } from './agent-runtime.ts'
import { newId, sessionMadeBefore, takeMark } from './repeated-call.ts'
import { byOf, executeOn, openSession, type RuntimeContext } from './runtime-context.ts'

const pageSize = 1_000

/** What a fold has to see of the past. The pieces of streams, nearly all of a long log, are copied without being read. */
const readPast = async ({ store }: RuntimeContext, { sessionId, uptoSeq }: SessionPast): Promise<SessionEvent[]> => {
  const events: SessionEvent[] = []
  let afterSeq = 0
  while (true) {
    const page = await store.readEvents({ sessionId, afterSeq, uptoSeq, types: foldedTypes, limit: pageSize })
    for (const { event } of page) events.push(event)
    const last = page.at(-1)
    if (!last || page.length < pageSize) return events
    afterSeq = last.seq
  }
}

/** Where to cut: as asked, else everything; of a running session, everything up to its last completed block ([F2]). */
const forkPoint = async (context: RuntimeContext, source: AgentSession, input: ForkSessionInput): Promise<number> => {
  const { record, active } = source.state
  if (input.atCheckpoint !== undefined) {
    const checkpoint = await context.store.getCheckpoint({ projectId: record.projectId, id: input.atCheckpoint })
    if (!checkpoint || checkpoint.sessionId !== record.id) {
      throw new SojournError('CHECKPOINT_NOT_FOUND', `The session has no checkpoint ${input.atCheckpoint}.`)
    }
    return checkpoint.seq
  }
  const { atSeq } = input
  if (atSeq === undefined) return active ? lastCompletedBlock(context, record) : record.lastSeq
  if (atSeq > record.lastSeq) {
    throw new SojournError('VALIDATION_FAILED', `The session's log ends at ${record.lastSeq}.`, {
      issues: [{ path: 'atSeq', message: `At most ${record.lastSeq}` }],
    })
  }
  return atSeq
}

const lastCompletedBlock = async (context: RuntimeContext, record: SessionRecord): Promise<number> => {
  const types = ['block.completed']
  const [last] = await context.store.readEvents({ sessionId: record.id, afterSeq: 0, limit: 1, types, fromEnd: true })
  return last?.seq ?? 1
}

/**
 * [F1] A new session that starts from another's past: its events with their ids, times and content, then its own
 * creation. The store copies the past by itself, so that a long log need not pass through here.
 */
export const forkSession = async (
  context: RuntimeContext,
  actor: Actor,
  input: ForkSessionInput,
): Promise<AgentSession> => {
  const source = await openSession(context, actor, input.sessionId)
  const sessionId = input.id ?? newId(context, actor)
  const made = await sessionMadeBefore(context, actor, { sessionId })
  if (made) return made
  const atSeq = await forkPoint(context, source, input)
  const { ids, clock, host } = context
  const past: SessionPast = { sessionId: source.id, uptoSeq: atSeq }
  const nextId = () => ids.next()
  const folded = foldLog(await readPast(context, past), { projectId: source.projectId, nextId })
  const { record } = folded.state
  const data: EventData<'session.created'> = {
    agentId: record.agentId,
    sessionType: record.sessionType,
    labels: [],
    parentId: source.id,
    forkedAtSeq: atSeq,
    context: record.context,
    runtimeBackend: record.runtimeBackend,
    runtimeMetadata: record.runtimeMetadata,
    policy: record.policy,
    limits: record.limits,
    // Past usage is the source's: it is never counted twice.
    inheritedUsage: addUsage(addUsage(noUsage, record.inheritedUsage), record.usage),
    by: actor.by,
  }
  const title = input.title ?? record.title ?? undefined
  if (title !== undefined) data.title = title
  const place = { id: takeMark(actor, sessionId) ?? ids.next(), sessionId, seq: atSeq + 1, ts: isoTime(clock.now()) }
  const created = stamp(draft('session.created', data, actor), place) as EventOf<'session.created'>
  const { state, changes } = inheritPast(folded, created, nextId)
  const session = await host.createSession(appendRequest('create', { state, changes, events: [created], past }))
  await executeOn(context, { actor, sessionId: source.id }, () => ({
    type: 'noteFork',
    childSessionId: sessionId,
    atSeq,
    actor: byOf(actor),
  }))
  return session
}
