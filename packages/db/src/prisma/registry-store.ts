import type { AgentRecord, AgentStore, RuleRecord, RuleStore } from '@sojourn/core/ports/session-store'
import { decodeCursor, type KeysetKey, listOrders, toPage } from '@sojourn/core/store/keyset-page'
import { compareRules } from '@sojourn/core/store/rule-order'
import { fromAgentRow, fromRuleRow, toAgentRow, toRuleRow } from '../rows/registry-row.ts'
import type { PrismaAccess } from './prisma-access.ts'

const keyOf = (agent: AgentRecord): KeysetKey => [agent.id]

/**
 * What belongs to a project and not to one session; `agentLookup` has the rest. Every write is one statement: see
 * docs/decisions/0004.
 */
export const registryStore = (access: PrismaAccess): Omit<AgentStore, 'getAgent' | 'insertAgent'> & RuleStore => ({
  listAgents: ({ projectId, cursor, limit }) =>
    access(async (prisma) => {
      const order = listOrders.agents
      const after = decodeCursor(order, cursor)
      const rows = await prisma.agent.findMany({
        where: { projectId, ...(after === null ? {} : { id: { gt: String(after[0]) } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      })
      return toPage(rows.map(fromAgentRow), limit, { order, keyOf })
    }),

  updateAgent: (agent) =>
    access(async (prisma) => {
      const { projectId, id, ...data } = toAgentRow(agent)
      await prisma.agent.updateMany({ where: { projectId, id }, data })
    }),

  deleteAgent: ({ projectId, id }) =>
    access(async (prisma) => (await prisma.agent.deleteMany({ where: { projectId, id } })).count > 0),

  countOpenSessions: ({ projectId, agentId }) =>
    access((prisma) =>
      prisma.session.count({ where: { projectId, agentId, status: { not: 'completed' }, archivedAt: null } }),
    ),

  listRules: ({ projectId, agentId, sessionId, all }) =>
    access(async (prisma) => {
      const scopes = [
        { scope: 'everyone' },
        ...(agentId === undefined ? [] : [{ scope: 'agent', agentId }]),
        ...(sessionId === undefined ? [] : [{ scope: 'session', sessionId }]),
      ]
      const rows = await prisma.rule.findMany({ where: { projectId, ...(all ? {} : { OR: scopes }) } })
      return rows.map(fromRuleRow).toSorted(compareRules)
    }),

  putRule: (rule: RuleRecord) =>
    access(async (prisma) => {
      const { id, ...row } = toRuleRow(rule)
      await prisma.rule.upsert({ where: { id }, create: { id, ...row }, update: row })
    }),

  deleteRule: ({ projectId, id }) =>
    access(async (prisma) => (await prisma.rule.deleteMany({ where: { projectId, id } })).count > 0),
})
