import type { JsonValue } from '@sojourn/contract/json'
import type { PermissionExplanation, PermissionRule, RuleDecision, RuleMatcher } from '@sojourn/contract/permission'
import { compareRules } from '../store/rule-order.ts'

export interface RuledCall {
  toolId: string
  operation: string
  toolInput: JsonValue | undefined
}

/** Matches `text` against a glob: `*` any run of characters, `?` one. Linear in the text for each `*`, no regular expression. */
export const matchesGlob = (glob: string, text: string): boolean => {
  let at = 0
  let star = -1
  let retry = 0
  let position = 0
  while (position < text.length) {
    if (glob[at] === '*') {
      star = at
      at += 1
      retry = position
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === text[position])) {
      at += 1
      position += 1
    } else if (star !== -1) {
      at = star + 1
      retry += 1
      position = retry
    } else return false
  }
  while (glob[at] === '*') at += 1
  return at === glob.length
}

/** The value at a dotted path, as text; undefined when there is none. */
const textAt = (input: JsonValue | undefined, path: string): string | undefined => {
  let value: JsonValue | undefined = input
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, JsonValue>)[key]
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export const ruleMatches = (rule: RuleMatcher, call: RuledCall): boolean =>
  matchesGlob(rule.toolId, call.toolId) &&
  matchesGlob(rule.operation, call.operation) &&
  Object.entries(rule.input ?? {}).every(([path, glob]) => {
    const text = textAt(call.toolInput, path)
    return text !== undefined && matchesGlob(glob, text)
  })

/** [P1] What is decided when no rule matches. */
export const defaultDecision = (operation: string): RuleDecision => (operation === 'get' ? 'allow' : 'ask')

export interface RuleSet {
  /** The session's own policy, before any stored rule. */
  policy: readonly RuleMatcher[]
  /** Globs of what only a person lets through, the session's and the agent's. */
  alwaysAsk: readonly string[]
  stored: readonly PermissionRule[]
  /** Milliseconds since the epoch; rules that have expired do not count. */
  now: number
}

const describe = (rule: RuleMatcher): string => `${rule.decision} ${rule.toolId} ${rule.operation}`

/** [P8] Whether only a person may let the call through. */
export const mustAsk = (alwaysAsk: readonly string[], { toolId, operation }: RuledCall): boolean =>
  alwaysAsk.some((glob) => matchesGlob(glob, toolId) || matchesGlob(glob, `${toolId}.${operation}`))

/** [P8] What would allow a call that always asks does not count; what denies it does. */
export const explainPermission = (call: RuledCall, rules: RuleSet): PermissionExplanation => {
  const explained = explainByRules(call, rules)
  if (explained.decision !== 'allow' || !mustAsk(rules.alwaysAsk, call)) return explained
  const reason = `${call.toolId}.${call.operation} always asks, so this does not count: ${explained.reason}`
  return { ...explained, decision: 'ask', by: 'always_ask', reason }
}

/** [P1] First match wins: the session's policy, then session, agent and everyone rules, newest first; then the default. */
const explainByRules = (call: RuledCall, { policy, stored, now }: RuleSet): PermissionExplanation => {
  const fromPolicy = policy.find((rule) => ruleMatches(rule, call))
  if (fromPolicy) {
    const reason = `The session's policy says: ${describe(fromPolicy)}.`
    return { decision: fromPolicy.decision, by: 'policy', rule: null, reason }
  }
  const rule = stored
    .filter((candidate) => candidate.expiresAt === null || Date.parse(candidate.expiresAt) > now)
    .sort(compareRules)
    .find((candidate) => ruleMatches(candidate, call))
  if (rule) {
    const reason = `A rule of scope ${rule.scope} by ${rule.createdBy} says: ${describe(rule)}.`
    return { decision: rule.decision, by: 'rule', rule, reason }
  }
  const decision = defaultDecision(call.operation)
  const reason =
    decision === 'allow'
      ? 'No rule matches, and the operation `get` is allowed by default.'
      : `No rule matches, and the operation \`${call.operation}\` asks by default.`
  return { decision, by: 'default', rule: null, reason }
}
