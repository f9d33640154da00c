import type { AgentRecord, RuleRecord } from '@sojourn/core/ports/session-store'
import type { Agent, Rule } from '../generated/sqlite/client.ts'
import { fromJson, type Row, toJsonOrNull } from './row.ts'

export const toRuleRow = (rule: RuleRecord): Row<Rule> => ({
  id: rule.id,
  projectId: rule.projectId,
  scope: rule.scope,
  sessionId: rule.sessionId,
  agentId: rule.agentId,
  toolId: rule.toolId,
  operation: rule.operation,
  input: toJsonOrNull(rule.input),
  decision: rule.decision,
  expiresAt: rule.expiresAt,
  createdBy: rule.createdBy,
  createdAt: rule.createdAt,
})

export const fromRuleRow = ({ input, ...row }: Row<Rule>): RuleRecord =>
  ({ ...row, ...(input === null ? {} : { input: fromJson<RuleRecord['input']>(input) }) }) as RuleRecord

export const toAgentRow = (agent: AgentRecord): Row<Agent> => ({
  projectId: agent.projectId,
  id: agent.id,
  name: agent.name,
  runner: agent.runner,
  settings: JSON.stringify(agent.settings),
  policy: JSON.stringify(agent.policy),
  limits: JSON.stringify(agent.limits),
  createdAt: agent.createdAt,
  updatedAt: agent.updatedAt,
})

export const fromAgentRow = (row: Row<Agent>): AgentRecord => ({
  ...row,
  settings: fromJson(row.settings),
  policy: fromJson(row.policy),
  limits: fromJson(row.limits),
})
