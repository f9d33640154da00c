'use client'

import type { RunOutcomes, UsageReport } from '@sojourn/contract/usage-report'
import { useQuery } from '@tanstack/react-query'
import { Figure, FigureRow } from '@/components/ui/figure-row.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { failureShare, formatShare } from './share.ts'
import { outcomesQuery, usageByQuery } from './usage-queries.ts'

function TokenFigures({ total }: { total: UsageReport['total'] | undefined }) {
  const read = total && total.inputTokens > 0 ? total.cacheReadTokens / total.inputTokens : 0
  const reasoning = total?.reasoningTokens ?? 0
  return (
    <>
      <Figure
        label="Tokens in"
        value={total && formatShort(total.inputTokens)}
        note={read > 0 ? `${formatShare(read)} from the cache` : undefined}
      />
      <Figure
        label="Tokens out"
        value={total && formatShort(total.outputTokens)}
        note={reasoning > 0 ? `${formatShort(reasoning)} reasoning` : undefined}
      />
      <Figure label="Model calls" value={total && formatCount(total.calls)} />
    </>
  )
}

function RunFigures({ runs }: { runs: RunOutcomes['total'] | undefined }) {
  return (
    <>
      <Figure
        label="Runs"
        value={runs && formatCount(runsOf(runs))}
        note={runs && runs.cancelled > 0 ? `${formatCount(runs.cancelled)} cancelled` : undefined}
      />
      <Figure
        label="Failed"
        value={runs && formatShare(failureShare(runs))}
        note={runs && `${formatCount(runs.failed)} failed, ${formatCount(runs.timed_out)} timed out`}
      />
    </>
  )
}

const runsOf = ({ completed, failed, cancelled, timed_out }: RunOutcomes['total']): number =>
  completed + failed + cancelled + timed_out

/** The whole period in six numbers. */
export function UsageFigures({ from }: { from: string }) {
  const { data: report } = useQuery(usageByQuery(from, 'agent'))
  const { data: outcomes } = useQuery(outcomesQuery(from))
  const total = report?.total
  const runs = outcomes ? runsOf(outcomes.total) : 0
  return (
    <FigureRow>
      <Figure
        label="Cost"
        value={total && formatCost(total.costUsd)}
        note={total && runs > 0 ? `${formatCost(total.costUsd / runs)} a run` : undefined}
      />
      <TokenFigures total={total} />
      <RunFigures runs={outcomes?.total} />
    </FigureRow>
  )
}
