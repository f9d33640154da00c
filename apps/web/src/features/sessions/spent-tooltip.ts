import type { SessionSummary } from '@sojourn/contract/session'
import type { UsageTotals } from '@sojourn/contract/usage'
import type { QueryClient } from '@tanstack/react-query'
import { formatCost, formatShort } from '@/format/number.ts'
import { usageQuery } from '@/wire/queries.ts'

const words = ({ inputTokens, outputTokens, costUsd }: UsageTotals): string =>
  `${formatCost(costUsd)} (${formatShort(inputTokens)} in, ${formatShort(outputTokens)} out)`

/** Puts into the cell's tooltip what the session used, what came with its fork, and the sum with its own forks. */
export const tellSpent = async (cell: HTMLElement, session: SessionSummary, queries: QueryClient): Promise<void> => {
  const inherited =
    session.inheritedUsage.costUsd > 0 ? `, ${formatCost(session.inheritedUsage.costUsd)} before it was forked` : ''
  const own = `${words(session.usage)}${inherited}`
  cell.dataset.tooltip = own
  const usage = await queries.fetchQuery(usageQuery(session.id)).catch(() => null)
  if (!usage) return
  const more =
    usage.withChildren.costUsd > session.usage.costUsd || usage.withChildren.inputTokens > session.usage.inputTokens
  cell.dataset.tooltip = more ? `${own}; with its forks ${words(usage.withChildren)}` : own
}
