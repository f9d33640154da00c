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

/** [AG6] What a new session begins with, so that people can choose before its first run. */
export const offersOfNewSession = async (
  context: RuntimeContext,
  agent: AgentRecord,
): Promise<readonly EventDraft[]> => {
  if (!context.runners.get(agent.runner)?.setOption) return []
  const offers = context.agents.offersOf(agent) ?? (await offersOfSessions(context, agent))
  if (offers === null) return []
  const { options, commands } = offers
  return [draft('agent.options_changed', { options, commands }, { source: 'runtime' })]
}
