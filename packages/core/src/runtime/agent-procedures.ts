import type { Agent, RegisterAgentInput, TestedAgent } from '@sojourn/contract/agent'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import { defaultPageLimit } from '@sojourn/contract/page'
import { keepSecrets, maskSecrets } from '../agents/agent-secrets.ts'
import { isoTime } from '../ports/clock.ts'
import type { RunnerCheck } from '../ports/runner.ts'
import type { AgentRecord } from '../ports/session-store.ts'
import { checkContextWindow } from '../runs/auto-compaction.ts'
import { checkPrices } from '../usage/price-table.ts'
import type { AgentRuntime } from './agent-runtime.ts'
import { listAgentSessions } from './agent-sessions.ts'
import { agentOf } from './create-session.ts'
import { type RuntimeContext, withoutProject } from './runtime-context.ts'

const publicAgent = (agent: AgentRecord): Agent => ({ ...withoutProject(agent), settings: maskSecrets(agent.settings) })

/** An unknown runner is refused here: an agent that cannot run would only be found out when work waits for it. */
const checkRunner = (context: RuntimeContext, name: string, settings: JsonObject): void => {
  const runner = context.runners.get(name)
  if (!runner) {
    const known = [...context.runners.keys()].join(', ')
    throw new SojournError('VALIDATION_FAILED', `There is no runner ${name}; there are ${known}.`, {
      issues: [{ path: 'runner', message: `One of ${known}` }],
    })
  }
  checkPrices(settings)
  checkContextWindow(settings)
  runner.checkSettings?.(settings)
}

/** Stores a new agent; false when its id is taken. */
export const insertAgent = async (
  context: RuntimeContext,
  projectId: string,
  input: RegisterAgentInput,
): Promise<AgentRecord | null> => {
  const settings = input.settings ?? {}
  checkRunner(context, input.runner, settings)
  const now = isoTime(context.clock.now())
  const agent: AgentRecord = {
    id: input.id,
    projectId,
    name: input.name ?? input.id,
    runner: input.runner,
    settings,
    policy: input.policy ?? {},
    limits: input.limits ?? {},
    createdAt: now,
    updatedAt: now,
  }
  if (!(await context.store.insertAgent(agent))) return null
  context.agents.remember(agent)
  return agent
}

const wordsOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`
  return error instanceof SojournError ? `${sentence} ${error.advice}` : sentence
}

/** Longest time that a check may take, milliseconds. */
const checkTimeoutMs = 60_000

const testAgent = async (
  { runners, clock, agents }: RuntimeContext,
  agent: AgentRecord,
  signal: AbortSignal | undefined,
): Promise<TestedAgent> => {
  const { runner: name, settings } = agent
  const startedAt = clock.now()
  const after = (tested: RunnerCheck): TestedAgent => ({ ...tested, durationMs: clock.now() - startedAt })
  const runner = runners.get(name)
  if (!runner) return after({ ok: false, detail: `This server has no runner ${name}.` })
  const limit = new AbortController()
  const stop = () => limit.abort(new Error('There was no answer in time.'))
  const cancelTimer = clock.schedule(checkTimeoutMs, stop)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    runner.checkSettings?.(settings)
    if (!runner.check) return after({ ok: true, detail: `The runner ${name} needs nothing else than the server.` })
    const tested = await runner.check(settings, limit.signal)
    if (tested.offers) agents.rememberOffers(agent, tested.offers)
    return after(tested)
  } catch (error) {
    return after({ ok: false, detail: wordsOf(error) })
  } finally {
    cancelTimer()
    signal?.removeEventListener('abort', stop)
  }
}

export const agentProcedures = (context: RuntimeContext): AgentRuntime['agents'] => ({
  register: async (actor, input) => {
    const made = actor.once?.again ? await context.agents.load(actor.projectId, input.id) : null
    const agent = made ?? (await insertAgent(context, actor.projectId, input))
    if (!agent) throw new SojournError('AGENT_EXISTS', `There is an agent ${input.id} already.`)
    context.places.wake()
    return publicAgent(agent)
  },
  list: async (actor, { cursor, limit }) => {
    const query = { projectId: actor.projectId, limit: limit ?? defaultPageLimit }
    const page = await context.store.listAgents(cursor === undefined ? query : { ...query, cursor })
    return { items: page.items.map(publicAgent), nextCursor: page.nextCursor }
  },
  get: async (actor, { agentId }) => publicAgent(await agentOf(context, actor, agentId)),
  update: async (actor, { agentId, settings, ...changes }) => {
    const stored = await agentOf(context, actor, agentId)
    const next: AgentRecord = {
      ...stored,
      name: changes.name ?? stored.name,
      runner: changes.runner ?? stored.runner,
      policy: changes.policy ?? stored.policy,
      limits: changes.limits ?? stored.limits,
      settings: settings === undefined ? stored.settings : keepSecrets(settings, stored.settings),
      updatedAt: isoTime(context.clock.now()),
    }
    checkRunner(context, next.runner, next.settings)
    await context.store.updateAgent(next)
    context.agents.remember(next)
    context.places.wake()
    return publicAgent(next)
  },
  remove: async (actor, { agentId, force }) => {
    const removed = { id: agentId, removed: true } as const
    if (actor.once?.again && !(await context.agents.load(actor.projectId, agentId))) return removed
    await agentOf(context, actor, agentId)
    const open = await context.store.countOpenSessions({ projectId: actor.projectId, agentId })
    if (open > 0 && !force) throw new SojournError('AGENT_IN_USE', `${open} sessions still use the agent.`)
    await context.store.deleteAgent({ projectId: actor.projectId, id: agentId })
    context.agents.forget(actor.projectId, agentId)
    return removed
  },
  sessions: async (actor, input) => listAgentSessions(context, await agentOf(context, actor, input.agentId), input),
  test: async (actor, { agentId }, signal) => testAgent(context, await agentOf(context, actor, agentId), signal),
})
