import type { PermissionRule } from '@sojourn/contract/permission'

const scopeOrder = { session: 0, agent: 1, everyone: 2 }

/** The order in which rules are tried ([P5]): by scope, the closest first, then newest first. */
export const compareRules = (left: PermissionRule, right: PermissionRule): number => {
  if (left.scope !== right.scope) return scopeOrder[left.scope] - scopeOrder[right.scope]
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1
  return left.id < right.id ? 1 : -1
}
