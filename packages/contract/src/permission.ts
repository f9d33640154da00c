import { z } from 'zod'
import { agentId, permissionId, ruleId, runId, seq, sessionId, timeInput, timestamp, toolCallId } from './ids.ts'
import { jsonValue } from './json.ts'
import { pageRequest } from './page.ts'
import { toolName } from './tool-call.ts'

/** The answers a request offers; the names are the Agent Client Protocol's. */
export const permissionOption = z.enum(['allow_once', 'allow_always', 'reject_once', 'reject_always'])
export type PermissionOption = z.infer<typeof permissionOption>

export const permissionOutcome = z.enum(['allowed', 'denied', 'expired', 'cancelled', 'superseded'])
export type PermissionOutcome = z.infer<typeof permissionOutcome>

export const permissionStatus = z.enum(['pending', ...permissionOutcome.options])
export type PermissionStatus = z.infer<typeof permissionStatus>

export const ruleScope = z.enum(['session', 'agent', 'everyone'])
export type RuleScope = z.infer<typeof ruleScope>

export const ruleDecision = z.enum(['allow', 'ask', 'deny'])
export type RuleDecision = z.infer<typeof ruleDecision>

const glob = z.string().min(1).max(200)

/**
 * What a rule matches: globs (`*` any run of characters, `?` one) on tool and operation; `input` maps a dotted path in
 * the tool's input to a glob on its value.
 */
export const ruleMatcher = z.object({
  toolId: glob.default('*'),
  operation: glob.default('*'),
  input: z.record(z.string().min(1).max(200), glob).optional(),
  decision: ruleDecision,
})
export type RuleMatcher = z.infer<typeof ruleMatcher>

/** A standing answer ([P1], [P5]). First match wins: session rules, then the agent's, then everyone's; newest first. */
export const permissionRule = ruleMatcher.extend({
  id: ruleId,
  scope: ruleScope,
  sessionId: sessionId.nullable(),
  agentId: agentId.nullable(),
  expiresAt: timestamp.nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
})
export type PermissionRule = z.infer<typeof permissionRule>

export const addRuleInput = ruleMatcher
  .extend({
    scope: ruleScope,
    sessionId: sessionId.optional(),
    agentId: agentId.optional(),
    expiresAt: timeInput.optional(),
  })
  .refine((rule) => rule.scope !== 'session' || rule.sessionId !== undefined, {
    path: ['sessionId'],
    message: 'A rule of scope session names the session',
  })
  .refine((rule) => rule.scope !== 'agent' || rule.agentId !== undefined, {
    path: ['agentId'],
    message: 'A rule of scope agent names the agent',
  })
export type AddRuleInput = z.infer<typeof addRuleInput>

export const listRulesInput = z.object({ sessionId: sessionId.optional(), agentId: agentId.optional() })
export const ruleList = z.object({ items: z.array(permissionRule) })
export const ruleRef = z.object({ ruleId })
export const removedRule = z.object({ id: ruleId, removed: z.literal(true) })

/** Why a tool call was allowed, asked or denied: the first rule that matched, or the operation's default. */
export const permissionExplanation = z.object({
  decision: ruleDecision,
  /** `always_ask`: whatever would allow it does not count, because policy or agent say that this tool always asks. */
  by: z.enum(['rule', 'policy', 'default', 'always_ask']),
  rule: permissionRule.nullable(),
  reason: z.string(),
})
export type PermissionExplanation = z.infer<typeof permissionExplanation>

export const explainPermissionInput = z.object({
  sessionId: sessionId.optional(),
  agentId: agentId.optional(),
  toolId: toolName,
  operation: toolName,
  toolInput: jsonValue.optional(),
})
export type ExplainPermissionInput = z.infer<typeof explainPermissionInput>

/** A durable request that a person (or rule) answers. */
export const permission = z.object({
  id: permissionId,
  sessionId,
  runId,
  agentId,
  toolCallId,
  toolId: toolName,
  operation: toolName,
  toolInput: jsonValue,
  title: z.string().nullable(),
  options: z.array(permissionOption),
  /** Why it was asked, in words. */
  reason: z.string(),
  status: permissionStatus,
  option: permissionOption.nullable(),
  /** Who resolved it; null while pending. */
  by: z.string().nullable(),
  message: z.string().nullable(),
  /** Input as the answering person edited it. */
  editedInput: jsonValue.nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  resolvedAt: timestamp.nullable(),
})
export type Permission = z.infer<typeof permission>
export const committedPermission = permission.extend({ seq })
export const permissionRef = z.object({ permissionId })

const decision = {
  option: permissionOption,
  message: z.string().max(2000).optional(),
  /** With an `…_always` option: how far the stored rule reaches. */
  scope: ruleScope.optional(),
  /** With an `…_always` option: when the stored rule ends. */
  ruleExpiresAt: timeInput.optional(),
}

export const answerPermissionInput = z.object({
  permissionId,
  ...decision,
  /** The tool runs with this input instead of the one it asked with. */
  toolInput: jsonValue.optional(),
})
export type AnswerPermissionInput = z.infer<typeof answerPermissionInput>

/** Requests that one call answers at most. */
export const maxAnswers = 200

/** One decision for several requests. */
export const answerAllInput = z.object({
  permissionIds: z
    .array(permissionId)
    .min(1)
    .max(maxAnswers)
    .refine((ids) => new Set(ids).size === ids.length, { message: 'Name each request once' }),
  ...decision,
})
export type AnswerAllInput = z.infer<typeof answerAllInput>

/** What became of each request, in the order in which they were named: one that is refused keeps no other from its answer. */
export const answeredAll = z.object({
  items: z.array(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('answered'), permissionId, permission: committedPermission }),
      z.object({
        status: z.literal('refused'),
        permissionId,
        error: z.object({ code: z.string(), message: z.string() }),
        /** The request as it stands, when somebody else has answered it. */
        permission: permission.optional(),
      }),
    ]),
  ),
})
export type AnsweredAll = z.infer<typeof answeredAll>

export const listPermissionsInput = pageRequest.extend({
  status: permissionStatus.optional(),
  sessionId: sessionId.optional(),
  agentId: agentId.optional(),
})
export type ListPermissionsInput = z.infer<typeof listPermissionsInput>
