import type { AgentOffers } from '@sojourn/contract/agent-options'
import type { AgentRecord } from '../ports/session-store.ts'
import { draft, type EventDraft } from '../session/event-draft.ts'
import type { RuntimeContext } from './runtime-context.ts'

/** Sessions that are looked at for one in which nobody has chosen anything. */
const maxLookedAt = 5

/** What the agent's newest sessions were offered; values that people chose there are none of a new session's. */
const offersOfSessions = async ({ store }: RuntimeContext, agent: AgentRecord): Promise<AgentOffers | null> => {
  const { projectId, id: agentId, updatedAt } = agent
  const { items } = await store.listSessions({ projectId, filter: { agentId, empty: true }, limit: maxLookedAt })
  const known = items.find(
    ({ agentOptions, createdAt }) =>
      agentOptions !== null && Object.keys(agentOptions.chosen).length === 0 && createdAt > updatedAt,
  )
  return known?.agentOptions ?? null
}

/** Sessions are looked through once: afterwards the agent's tests and runs tell. */
const offersOf = async (context: RuntimeContext, agent: AgentRecord): Promise<AgentOffers | null> => {
  const known = context.agents.offersOf(agent)
  if (known !== undefined) return known
  const found = await offersOfSessions(context, agent)
  // A run may have told meanwhile.
  const told = context.agents.offersOf(agent)
  if (told !== undefined) return told
  context.agents.rememberOffers(agent, found)
  return found
}

/** [AG6] What a new session begins with, so that people can choose before its first run. */
export const offersOfNewSession = async (
  context: RuntimeContext,
  agent: AgentRecord,
): Promise<readonly EventDraft[]> => {
  if (!context.runners.get(agent.runner)?.setOption) return []
  const offers = await offersOf(context, agent)
  if (offers === null) return []
  const { options, commands } = offers
  return [draft('agent.options_changed', { options, commands }, { source: 'runtime' })]
}
