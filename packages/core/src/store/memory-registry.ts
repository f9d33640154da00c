import type { Page } from '@sojourn/contract/page'
import type { AgentRecord, AppendRequest, ById, PageQuery, RuleRecord, RuleStore } from '../ports/session-store.ts'
import { listOrders } from './keyset-page.ts'
import { pageOf, type Sorting } from './memory-page.ts'
import { copyOf } from './memory-session.ts'
import { compareRules } from './rule-order.ts'

const inProject = (projectId: string, name: string): string => JSON.stringify([projectId, name])

const byId: Sorting<AgentRecord> = { order: listOrders.agents, keyOf: (agent) => [agent.id], newestFirst: false }

/** What of a memory store belongs to a project and not to one session: agents, rules, and whom a tag points at. */
export class MemoryRegistry {
  readonly #agents = new Map<string, AgentRecord>()
  readonly #rules = new Map<string, RuleRecord>()
  readonly #tags = new Map<string, { tag: string; sessionId: string }>()

  async getAgent(query: ById): Promise<AgentRecord | null> {
    return copyOf(this.#agents.get(inProject(query.projectId, query.id)) ?? null)
  }

  async listAgents(query: PageQuery): Promise<Page<AgentRecord>> {
    const agents = [...this.#agents.values()].filter((agent) => agent.projectId === query.projectId)
    return copyOf(pageOf(agents, query, byId))
  }

  async insertAgent(agent: AgentRecord): Promise<boolean> {
    const key = inProject(agent.projectId, agent.id)
    if (this.#agents.has(key)) return false
    this.#agents.set(key, copyOf(agent))
    return true
  }

  async updateAgent(agent: AgentRecord): Promise<void> {
    const key = inProject(agent.projectId, agent.id)
    if (this.#agents.has(key)) this.#agents.set(key, copyOf(agent))
  }

  async deleteAgent(query: ById): Promise<boolean> {
    return this.#agents.delete(inProject(query.projectId, query.id))
  }

  async listRules(query: Parameters<RuleStore['listRules']>[0]): Promise<RuleRecord[]> {
    const applies = (rule: RuleRecord): boolean =>
      rule.scope === 'everyone' ||
      (rule.scope === 'agent' && rule.agentId === query.agentId) ||
      (rule.scope === 'session' && rule.sessionId === query.sessionId)
    const rules = [...this.#rules.values()].filter((rule) => rule.projectId === query.projectId)
    return copyOf(rules.filter((rule) => query.all || applies(rule)).toSorted(compareRules))
  }

  async putRule(rule: RuleRecord): Promise<void> {
    this.storeRule(rule)
  }

  async deleteRule(query: ById): Promise<boolean> {
    return this.#rules.get(query.id)?.projectId === query.projectId && this.#rules.delete(query.id)
  }

  protected storeRule(rule: RuleRecord): void {
    this.#rules.set(rule.id, copyOf(rule))
  }

  protected pointTags({ record, setTags, clearTags }: AppendRequest): void {
    for (const tag of clearTags) {
      const key = inProject(record.projectId, tag)
      if (this.#tags.get(key)?.sessionId === record.id) this.#tags.delete(key)
    }
    for (const tag of setTags) this.#tags.set(inProject(record.projectId, tag), { tag, sessionId: record.id })
  }

  protected tagTarget(query: { projectId: string; tag: string }): string | undefined {
    return this.#tags.get(inProject(query.projectId, query.tag))?.sessionId
  }

  protected tagsOf(sessionId: string): string[] {
    return [...this.#tags.values()]
      .flatMap((pointer) => (pointer.sessionId === sessionId ? [pointer.tag] : []))
      .toSorted()
  }

  protected forgetSession(sessionId: string): void {
    for (const [key, pointer] of this.#tags) if (pointer.sessionId === sessionId) this.#tags.delete(key)
    for (const [id, rule] of this.#rules) if (rule.sessionId === sessionId) this.#rules.delete(id)
  }
}
