'use client'

import type { RunOutcomes, UsageReport } from '@sojourn/contract/usage-report'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { failureShare, formatShare } from './share.ts'
import { outcomesQuery, usageByQuery } from './usage-queries.ts'

function Figure({ label, value, note }: { label: string; value: ReactNode; note?: string | undefined }) {
  return (
    <div className="min-w-0 bg-raised px-4 py-3">
      <dt className="truncate text-muted-foreground text-xs">{label}</dt>
      <dd className="mt-0.5 font-semibold text-xl tabular-nums tracking-tight">
        {value ?? <Skeleton className="my-1.5 h-4 w-16" />}
      </dd>
      <dd className="min-h-4 truncate text-subtle-foreground text-xs">{note}</dd>
    </div>
  )
}

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
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-3 xl:grid-cols-6">
      <Figure
        label="Cost"
        value={total && formatCost(total.costUsd)}
        note={total && runs > 0 ? `${formatCost(total.costUsd / runs)} a run` : undefined}
      />
      <TokenFigures total={total} />
      <RunFigures runs={outcomes?.total} />
    </dl>
  )
}
