import { SojournError } from '@sojourn/contract/error'
import type { EventData, EventOf, SessionEvent } from '@sojourn/contract/event'
import type { ForkSessionInput } from '@sojourn/contract/session'
import { addUsage, noUsage } from '@sojourn/contract/usage'
import { isoTime } from '../ports/clock.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { draft } from '../session/event-draft.ts'
import { foldLog, inheritPast } from '../session/fold-log.ts'
import { appendRequest, stamp } from '../session/working-copy.ts'
import type { Actor } from './agent-runtime.ts'
import { marked, newId, sessionMadeBefore } from './repeated-call.ts'
import { byOf, executeOn, openSession, type RuntimeContext } from './runtime-context.ts'

const pageSize = 1_000

const readUpto = async (context: RuntimeContext, sessionId: string, uptoSeq: number): Promise<SessionEvent[]> => {
  const events: SessionEvent[] = []
  while (true) {
    const afterSeq = events.length
    const page = await context.store.readEvents({ sessionId, afterSeq, uptoSeq, limit: pageSize })
    for (const { event } of page) events.push(event)
    if (page.length < pageSize) return events
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
  let last = 1
  while (true) {
    const types = ['block.completed']
    const page = await context.store.readEvents({ sessionId: record.id, afterSeq: last, limit: pageSize, types })
    last = page.at(-1)?.seq ?? last
    if (page.length < pageSize) return last
  }
}

/** [F1] A new session that starts from another's past: its events with their times and content, then its own creation. */
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
  const copied = (await readUpto(context, source.id, atSeq)).map((event) => ({ ...event, id: ids.next(), sessionId }))
  const nextId = () => ids.next()
  const past = foldLog(copied, { projectId: source.projectId, nextId })
  const { record } = past.state
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
  const place = { id: ids.next(), sessionId, seq: atSeq + 1, ts: isoTime(clock.now()) }
  const created = stamp(draft('session.created', data, actor), place) as EventOf<'session.created'>
  const { state, changes } = inheritPast(past, created, nextId)
  const session = await host.createSession(
    appendRequest('create', { state, changes, events: marked([...copied, created], actor) }),
  )
  await executeOn(context, { actor, sessionId: source.id }, () => ({
    type: 'noteFork',
    childSessionId: sessionId,
    atSeq,
    actor: byOf(actor),
  }))
  return session
}
