import type { AgentOffers } from '@sojourn/contract/agent-options'
import type { AgentRecord, AgentStore } from '../ports/session-store.ts'

const keyOf = (projectId: string, agentId: string) => `${projectId}\n${agentId}`

/** The registered agents as this host knows them, so that deciding whether a run may start needs no read. */
export class AgentDirectory {
  readonly #store: AgentStore
  readonly #known = new Map<string, AgentRecord>()
  /** What agents offered last, null for nothing, and when they had last been changed by then. */
  readonly #offers = new Map<string, { offers: AgentOffers | null; updatedAt: string }>()

  constructor(store: AgentStore) {
    this.#store = store
  }

  /** What is known without reading; undefined for an agent that no session of this host has needed yet. */
  peek(projectId: string, agentId: string): AgentRecord | undefined {
    return this.#known.get(keyOf(projectId, agentId))
  }

  /** Null when nobody registered it. */
  async load(projectId: string, agentId: string): Promise<AgentRecord | null> {
    const known = this.peek(projectId, agentId)
    if (known) return known
    const agent = await this.#store.getAgent({ projectId, id: agentId })
    if (agent) this.remember(agent)
    return agent
  }

  remember(agent: AgentRecord): void {
    this.#known.set(keyOf(agent.projectId, agent.id), agent)
  }

  forget(projectId: string, agentId: string): void {
    this.#known.delete(keyOf(projectId, agentId))
    this.#offers.delete(keyOf(projectId, agentId))
  }

  /** Undefined when nothing is known of it since the agent was changed. */
  offersOf({ projectId, id, updatedAt }: AgentRecord): AgentOffers | null | undefined {
    const known = this.#offers.get(keyOf(projectId, id))
    return known?.updatedAt === updatedAt ? known.offers : undefined
  }

  rememberOffers({ projectId, id, updatedAt }: AgentRecord, offers: AgentOffers | null): void {
    this.#offers.set(keyOf(projectId, id), { offers, updatedAt })
  }
}
