import type { UsageBudget } from '@sojourn/contract/session-policy'
import { microDollars, type UsageTotals } from '@sojourn/contract/usage'

/** How far usage is from the budget, in its units; the smallest of those that are bounded. */
const room = (budget: UsageBudget, usage: UsageTotals): number =>
  Math.min(
    budget.costUsd === undefined
      ? Number.POSITIVE_INFINITY
      : microDollars(budget.costUsd) - microDollars(usage.costUsd),
    budget.tokens === undefined ? Number.POSITIVE_INFINITY : budget.tokens - usage.inputTokens - usage.outputTokens,
  )

/** [R13] Nothing is left: no further run starts. */
export const isUsedUp = (budget: UsageBudget | null, usage: UsageTotals): boolean =>
  budget !== null && room(budget, usage) <= 0

/** [R13] More was used than there was: the executing run ends. */
export const isExceeded = (budget: UsageBudget | null, usage: UsageTotals): boolean =>
  budget !== null && room(budget, usage) < 0
