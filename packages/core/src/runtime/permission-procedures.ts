import { SojournError } from '@sojourn/contract/error'
import { defaultPageLimit } from '@sojourn/contract/page'
import type { AnswerPermissionInput, Permission, PermissionRule } from '@sojourn/contract/permission'
import { explainPermission } from '../permissions/permission-rules.ts'
import { isoTime } from '../ports/clock.ts'
import type { PermissionRecord } from '../ports/records.ts'
import type { RuleRecord } from '../ports/session-store.ts'
import type { Actor, AgentRuntime, Committed } from './agent-runtime.ts'
import { newId } from './repeated-call.ts'
import { byOf, executeOn, openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

const permissionOf = async (context: RuntimeContext, actor: Actor, permissionId: string): Promise<PermissionRecord> => {
  const permission = await context.store.getPermission({ projectId: actor.projectId, id: permissionId })
  if (!permission) throw new SojournError('PERMISSION_NOT_FOUND', `There is no permission ${permissionId}.`)
  return permission
}

/** [P5] The standing answer that an `…_always` option asks for. */
const storedRule = (
  context: RuntimeContext,
  actor: Actor,
  { permission, input }: { permission: PermissionRecord; input: AnswerPermissionInput },
): PermissionRule | undefined => {
  if (input.option !== 'allow_always' && input.option !== 'reject_always') return undefined
  const scope = input.scope ?? 'session'
  return {
    id: context.ids.next(),
    scope,
    sessionId: scope === 'session' ? permission.sessionId : null,
    agentId: scope === 'agent' ? permission.agentId : null,
    toolId: permission.toolId,
    operation: permission.operation,
    decision: input.option === 'allow_always' ? 'allow' : 'deny',
    expiresAt: input.ruleExpiresAt ?? null,
    createdBy: actor.by,
    createdAt: isoTime(context.clock.now()),
  }
}

/** [P4] First answer wins; a later one is told which stands. */
const answer = async (
  context: RuntimeContext,
  actor: Actor,
  input: AnswerPermissionInput,
): Promise<Committed<Permission>> => {
  const { permissionId, option, message, toolInput } = input
  const permission = await permissionOf(context, actor, permissionId)
  const rule = storedRule(context, actor, { permission, input })
  const said = { permission, option, message, toolInput, storedRule: rule }
  try {
    const { seq } = await executeOn(context, { actor, sessionId: permission.sessionId }, () => ({
      type: 'answerPermission',
      answer: said,
      actor: byOf(actor),
    }))
    return { ...withoutProject(await permissionOf(context, actor, permissionId)), seq }
  } catch (error) {
    if (!(error instanceof SojournError) || error.code !== 'ALREADY_ANSWERED') throw error
    const stands = withoutProject(await permissionOf(context, actor, permissionId))
    throw new SojournError('ALREADY_ANSWERED', `The request was ${stands.status} by ${stands.by}.`, {
      meta: { permission: stands },
    })
  }
}

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
  answer: (actor, input) => answer(context, actor, input),
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
    const policy = session?.state.record.policy.rules ?? []
    return explainPermission({ toolId, operation, toolInput }, { policy, stored, now: context.clock.now() })
  },
})
