import { SojournError } from '@sojourn/contract/error'
import type {
  AnswerAllInput,
  AnsweredAll,
  AnswerPermissionInput,
  Permission,
  PermissionRule,
} from '@sojourn/contract/permission'
import { isoTime } from '../ports/clock.ts'
import type { PermissionRecord } from '../ports/records.ts'
import type { Actor, Committed } from './agent-runtime.ts'
import { byOf, executeOn, openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

type Decision = Omit<AnswerPermissionInput, 'permissionId'>

export const permissionOf = async (
  context: RuntimeContext,
  actor: Actor,
  permissionId: string,
): Promise<PermissionRecord> => {
  const permission = await context.store.getPermission({ projectId: actor.projectId, id: permissionId })
  if (!permission) throw new SojournError('PERMISSION_NOT_FOUND', `There is no permission ${permissionId}.`)
  return permission
}

/** [P5] The standing answer that an `…_always` option asks for. */
const storedRule = (
  context: RuntimeContext,
  actor: Actor,
  { permission, input }: { permission: PermissionRecord; input: Decision },
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
export const answerPermission = async (
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

type Answered = AnsweredAll['items'][number]

/** A repetition of this very call finds what its first execution has answered. */
const isOwnAnswer = (actor: Actor, option: AnswerAllInput['option'], permission: Permission): boolean =>
  actor.once?.again === true && permission.by === actor.by && permission.option === option

const notAnswered = async (
  context: RuntimeContext,
  actor: Actor,
  { error, input }: { error: SojournError; input: AnswerPermissionInput },
): Promise<Answered> => {
  const { permissionId, option } = input
  const stands = error.meta?.permission as Permission | undefined
  if (stands && isOwnAnswer(actor, option, stands)) {
    const { state } = await openSession(context, actor, stands.sessionId)
    return { status: 'answered', permissionId, permission: { ...stands, seq: state.record.lastSeq } }
  }
  const { code, message } = error
  return { status: 'refused', permissionId, error: { code, message }, ...(stands ? { permission: stands } : {}) }
}

/** [P9] One decision for several requests, each on its own: what one is refused for harms no other. */
export const answerAll = async (
  context: RuntimeContext,
  actor: Actor,
  { permissionIds, ...decision }: AnswerAllInput,
): Promise<AnsweredAll> => {
  const answers = permissionIds.map(async (permissionId): Promise<Answered> => {
    const input = { permissionId, ...decision }
    try {
      return { status: 'answered', permissionId, permission: await answerPermission(context, actor, input) }
    } catch (error) {
      if (!(error instanceof SojournError)) throw error
      return notAnswered(context, actor, { error, input })
    }
  })
  return { items: await Promise.all(answers) }
}
