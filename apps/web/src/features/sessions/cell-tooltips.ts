import type { SessionSummary } from '@sojourn/contract/session'
import type { UsageTotals } from '@sojourn/contract/usage'
import type { QueryClient } from '@tanstack/react-query'
import { formatCost, formatShort } from '@/format/number.ts'
import { serverNow } from '@/format/server-clock.ts'
import { usageQuery } from '@/wire/queries.ts'
import { describeBlocked } from './blocked-words.ts'
import { conditionOf } from './session-condition.ts'

const words = ({ inputTokens, outputTokens, costUsd }: UsageTotals): string =>
  `${formatCost(costUsd)} (${formatShort(inputTokens)} in, ${formatShort(outputTokens)} out)`

/** Puts into the cell's tooltip what the session used, what came with its fork, and the sum with its own forks. */
export const tellSpent = async (cell: HTMLElement, session: SessionSummary, queries: QueryClient): Promise<void> => {
  const { usage: own, inheritedUsage } = session
  const inherited = inheritedUsage.costUsd > 0 ? `, ${formatCost(inheritedUsage.costUsd)} before it was forked` : ''
  const text = `${words(own)}${inherited}`
  cell.dataset.tooltip = text
  const usage = await queries.fetchQuery(usageQuery(session.id)).catch(() => null)
  if (!usage) return
  const { withChildren } = usage
  const more = withChildren.costUsd > own.costUsd || withChildren.inputTokens > own.inputTokens
  cell.dataset.tooltip = more ? `${text}; with its forks ${words(withChildren)}` : text
}

/** Puts into the cell's tooltip why the session is as it is: what exactly it waits for, since when, until when. */
export const tellReason = (cell: HTMLElement, session: SessionSummary): void => {
  const condition = conditionOf(session)
  cell.dataset.tooltip = session.blocked
    ? describeBlocked(session.blocked, serverNow())
    : (condition.reason ?? condition.label)
}
