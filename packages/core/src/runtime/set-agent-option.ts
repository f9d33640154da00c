import type { SetAgentOptionInput } from '@sojourn/contract/agent-options'
import type { CommittedSession } from '@sojourn/contract/session'
import { chosenOption } from '../session/decide-agent.ts'
import type { Actor } from './agent-runtime.ts'
import { byOf, committedSession, executeOn, openSession, type RuntimeContext } from './runtime-context.ts'

/**
 * [AG3] An agent that runs is told first: what it refuses has not been chosen. One that does not run is told at its
 * next start.
 */
export const setAgentOption = async (
  context: RuntimeContext,
  actor: Actor,
  { sessionId, ...choice }: SetAgentOptionInput,
): Promise<CommittedSession> => {
  const session = await openSession(context, actor, sessionId)
  const option = chosenOption(session.state, choice)
  const agent = await context.agents.load(actor.projectId, session.state.record.agentId)
  const runner = agent ? context.runners.get(agent.runner) : undefined
  const offered = (await runner?.setOption?.({ sessionId, option })) ?? null
  const outcome = await executeOn(context, { actor, sessionId }, () => ({
    type: 'setAgentOption',
    ...choice,
    offered,
    actor: byOf(actor),
  }))
  return committedSession(outcome)
}
