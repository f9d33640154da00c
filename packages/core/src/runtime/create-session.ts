import { SojournError } from '@sojourn/contract/error'
import type { EventData, EventOf, SessionEvent } from '@sojourn/contract/event'
import type { CreateSessionInput } from '@sojourn/contract/session'
import { defaultLimits, defaultPolicy } from '@sojourn/contract/session-policy'
import { isoTime } from '../ports/clock.ts'
import type { AgentRecord, AppendRequest } from '../ports/session-store.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { decide } from '../session/decide.ts'
import { draft } from '../session/event-draft.ts'
import { newSessionState } from '../session/new-session.ts'
import { appendRequest, stamp, WorkingCopy } from '../session/working-copy.ts'
import { offersOfNewSession } from './agent-offers.ts'
import type { Actor } from './agent-runtime.ts'
import { attached } from './agent-sessions.ts'
import { holdingTag, movingTag } from './move-tag.ts'
import { newId, sessionMadeBefore, takeMark } from './repeated-call.ts'
import { byOf, type RuntimeContext } from './runtime-context.ts'

const defaultSessionType = 'conversation'

/** The registered agent; AGENT_NOT_FOUND otherwise. */
export const agentOf = async (context: RuntimeContext, actor: Actor, agentId: string): Promise<AgentRecord> => {
  const agent = await context.agents.load(actor.projectId, agentId)
  if (!agent) throw new SojournError('AGENT_NOT_FOUND', `There is no agent ${agentId}.`)
  return agent
}

const present = <Value extends object>(
  value: Value | undefined,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== undefined)) as never

const createdData = (input: CreateSessionInput, agent: AgentRecord, actor: Actor): EventData<'session.created'> => {
  const { maxActiveRuns, ...agentLimits } = agent.limits
  const data = {
    agentId: agent.id,
    sessionType: input.sessionType ?? defaultSessionType,
    labels: [...new Set(input.labels ?? [])],
    context: input.context ?? {},
    runtimeBackend: input.runtimeBackend ?? ('local' as const),
    runtimeMetadata: input.runtimeMetadata ?? {},
    policy: { ...defaultPolicy, ...present(agent.policy), ...present(input.policy) },
    limits: { ...defaultLimits, ...present(agentLimits), ...present(input.limits) },
    by: actor.by,
  }
  return input.title === undefined ? data : { ...data, title: input.title }
}

/** [S1] All or nothing: one append holds the row, the first events and the tag. */
export const createSession = (
  context: RuntimeContext,
  actor: Actor,
  input: CreateSessionInput,
): Promise<AgentSession> => {
  const create = () => createSessionHoldingTag(context, actor, input)
  const { tag } = input
  return tag === undefined ? create() : holdingTag(context, { actor, tag }, create)
}

/** The same for a caller that holds the tag it asks for. */
export const createSessionHoldingTag = async (
  context: RuntimeContext,
  actor: Actor,
  input: CreateSessionInput,
): Promise<AgentSession> => {
  const agent = await agentOf(context, actor, input.agentId ?? context.defaultAgentId)
  const { ids, clock, host } = context
  const sessionId = input.id ?? newId(context, actor)
  const made = await sessionMadeBefore(context, actor, { sessionId })
  if (made) return made
  const offers = await offersOfNewSession(context, agent)
  return attached(context, { actor, agent, attach: input.attach }, (beginning) => {
    const now = clock.now()
    const place = { id: takeMark(actor, sessionId) ?? ids.next(), sessionId, seq: 1, ts: isoTime(now) }
    const created = stamp(draft('session.created', createdData(input, agent, actor), actor), place)
    const copy = new WorkingCopy(newSessionState(created as EventOf<'session.created'>, actor.projectId), {
      now,
      openTexts: [],
      nextId: () => ids.next(),
    })
    copy.add([...beginning, ...offers])
    const { tag } = input
    if (tag === undefined) return host.createSession(creation(copy, created))
    return movingTag(context, { actor, tag, to: sessionId }, (previousSessionId) => {
      copy.add(decide(copy.state, { type: 'tag', tag, previousSessionId, actor: byOf(actor) }, copy.context))
      return host.createSession(creation(copy, created))
    })
  })
}

const creation = ({ state, changes, events }: WorkingCopy, created: SessionEvent): AppendRequest =>
  appendRequest('create', { state, changes, events: [created, ...events] })
