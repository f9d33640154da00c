import type {
  Agent,
  ListAgentsInput,
  RegisterAgentInput,
  RemoveAgentInput,
  RemovedAgent,
  UpdateAgentInput,
} from '@sojourn/contract/agent'
import type { Page } from '@sojourn/contract/page'
import type { Method } from './call.ts'

export interface AgentsApi {
  register: Method<RegisterAgentInput, Agent>
  list: Method<ListAgentsInput, Page<Agent>>
  /** Secrets in `settings` read `•••`. */
  get: Method<{ agentId: string }, Agent>
  update: Method<UpdateAgentInput, Agent>
  remove: Method<RemoveAgentInput, RemovedAgent>
}

export const agentKinds = {
  register: 'mutation',
  list: 'query',
  get: 'query',
  update: 'mutation',
  remove: 'mutation',
} as const satisfies Record<keyof AgentsApi, string>
