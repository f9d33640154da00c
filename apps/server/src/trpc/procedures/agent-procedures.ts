import {
  agent,
  agentRef,
  listAgentsInput,
  registerAgentInput,
  removeAgentInput,
  removedAgent,
  testedAgent,
  updateAgentInput,
} from '@sojourn/contract/agent'
import { agentSessionList, listAgentSessionsInput } from '@sojourn/contract/agent-options'
import { pageOf } from '@sojourn/contract/page'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const agentProcedures = {
  register: procedure
    .meta({ summary: 'Register an agent' })
    .input(registerAgentInput)
    .output(agent)
    .mutation(once(({ ctx, input }) => ctx.runtime.agents.register(ctx.actor, input))),
  list: procedure
    .meta({ summary: 'List agents' })
    .input(listAgentsInput)
    .output(pageOf(agent))
    .query(({ ctx, input }) => ctx.runtime.agents.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get an agent' })
    .input(agentRef)
    .output(agent)
    .query(({ ctx, input }) => ctx.runtime.agents.get(ctx.actor, input)),
  update: procedure
    .meta({ summary: 'Change an agent' })
    .input(updateAgentInput)
    .output(agent)
    .mutation(once(({ ctx, input }) => ctx.runtime.agents.update(ctx.actor, input))),
  remove: procedure
    .meta({ summary: 'Remove an agent' })
    .input(removeAgentInput)
    .output(removedAgent)
    .mutation(once(({ ctx, input }) => ctx.runtime.agents.remove(ctx.actor, input))),
  sessions: procedure
    .meta({ summary: 'List the sessions that an agent keeps itself' })
    .input(listAgentSessionsInput)
    .output(agentSessionList)
    .query(({ ctx, input }) => ctx.runtime.agents.sessions(ctx.actor, input)),
  test: procedure
    .meta({ summary: 'Try out whether an agent could work' })
    .input(agentRef)
    .output(testedAgent)
    .mutation(({ ctx, input, signal }) => ctx.runtime.agents.test(ctx.actor, input, signal)),
}
