import { SojournError } from '@sojourn/contract/error'
import { defaultPageLimit } from '@sojourn/contract/page'
import { explainPermission } from '../permissions/permission-rules.ts'
import { isoTime } from '../ports/clock.ts'
import type { RuleRecord } from '../ports/session-store.ts'
import type { AgentRuntime } from './agent-runtime.ts'
import { answerAll, answerPermission, permissionOf } from './answer-permission.ts'
import { newId } from './repeated-call.ts'
import { openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

export const permissionProcedures = (context: RuntimeContext): AgentRuntime['permissions'] => ({
  list: async (actor, { cursor, limit, status, sessionId, agentId }) => {
    const page = await context.store.listPermissions({
      projectId: actor.projectId,
      limit: limit ?? defaultPageLimit,
      ...(cursor ? { cursor } : {}),
      ...(status ? { status } : {}),
      ...(sessionId ? { sessionId } : {}),
      ...(agentId ? { agentId } : {}),
    })
    return { items: page.items.map(withoutProject), nextCursor: page.nextCursor }
  },
  get: async (actor, { permissionId }) => withoutProject(await permissionOf(context, actor, permissionId)),
  answer: (actor, input) => answerPermission(context, actor, input),
  answerAll: (actor, input) => answerAll(context, actor, input),
  rules: async (actor, { sessionId, agentId }) => {
    const named = { ...(sessionId ? { sessionId } : {}), ...(agentId ? { agentId } : {}) }
    const query = { projectId: actor.projectId, all: !sessionId && !agentId, ...named }
    return { items: (await context.store.listRules(query)).map(withoutProject) }
  },
  addRule: async (actor, input) => {
    if (input.scope === 'session' && input.sessionId !== undefined) await openSession(context, actor, input.sessionId)
    const { scope, toolId, operation, decision, input: matcher, expiresAt } = input
    const rule: RuleRecord = {
      id: newId(context, actor),
      projectId: actor.projectId,
      scope,
      sessionId: scope === 'session' ? (input.sessionId ?? null) : null,
      agentId: scope === 'agent' ? (input.agentId ?? null) : null,
      toolId,
      operation,
      decision,
      expiresAt: expiresAt ?? null,
      createdBy: actor.by,
      createdAt: isoTime(context.clock.now()),
      ...(matcher ? { input: matcher } : {}),
    }
    await context.store.putRule(rule)
    return withoutProject(rule)
  },
  removeRule: async (actor, { ruleId }) => {
    const removed = await context.store.deleteRule({ projectId: actor.projectId, id: ruleId })
    if (!removed && !actor.once?.again) throw new SojournError('RULE_NOT_FOUND', `There is no rule ${ruleId}.`)
    return { id: ruleId, removed: true }
  },
  explain: async (actor, { sessionId, agentId, toolId, operation, toolInput }) => {
    const session = sessionId === undefined ? null : await openSession(context, actor, sessionId)
    const ofAgent = agentId ?? session?.state.record.agentId
    const query = {
      projectId: actor.projectId,
      ...(ofAgent ? { agentId: ofAgent } : {}),
      ...(sessionId ? { sessionId } : {}),
    }
    const stored = (await context.store.listRules(query)).map(withoutProject)
    const agent = ofAgent === undefined ? null : await context.agents.load(actor.projectId, ofAgent)
    const policy = session?.state.record.policy ?? agent?.policy
    const alwaysAsk = [...(policy?.alwaysAsk ?? []), ...(agent?.policy.alwaysAsk ?? [])]
    const rules = { policy: policy?.rules ?? [], alwaysAsk, stored, now: context.clock.now() }
    return explainPermission({ toolId, operation, toolInput }, rules)
  },
})
