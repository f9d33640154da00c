import type {
  Agent,
  ListAgentsInput,
  RegisterAgentInput,
  RemoveAgentInput,
  RemovedAgent,
  TestedAgent,
  UpdateAgentInput,
} from '@sojourn/contract/agent'
import type { AgentSessionList, ListAgentSessionsInput } from '@sojourn/contract/agent-options'
import type { Page } from '@sojourn/contract/page'
import type { Method } from './call.ts'

export interface AgentsApi {
  register: Method<RegisterAgentInput, Agent>
  list: Method<ListAgentsInput, Page<Agent>>
  /** Secrets in `settings` read `•••`. */
  get: Method<{ agentId: string }, Agent>
  update: Method<UpdateAgentInput, Agent>
  remove: Method<RemoveAgentInput, RemovedAgent>
  /** The sessions that the agent keeps itself; `sessions.create({attach})` goes on with one. */
  sessions: Method<ListAgentSessionsInput, AgentSessionList>
  /** Tries out whether the agent could work; what is wrong is an answer, not an error. */
  test: Method<{ agentId: string }, TestedAgent>
}

export const agentKinds = {
  register: 'mutation',
  list: 'query',
  get: 'query',
  update: 'mutation',
  remove: 'mutation',
  sessions: 'query',
  test: 'mutation',
} as const satisfies Record<keyof AgentsApi, string>
