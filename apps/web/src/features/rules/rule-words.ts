import type { PermissionRule, RuleDecision } from '@sojourn/contract/permission'
import type { BadgeTone } from '@/components/ui/badge.tsx'

export const decisionTones: Record<RuleDecision, BadgeTone> = { allow: 'success', ask: 'warning', deny: 'danger' }

/** Where a rule holds, in words. */
export const scopeWords = (rule: Pick<PermissionRule, 'scope' | 'agentId' | 'sessionId'>): string => {
  if (rule.scope === 'agent') return `agent ${rule.agentId ?? ''}`
  return rule.scope === 'session' ? 'one session' : 'everywhere'
}
