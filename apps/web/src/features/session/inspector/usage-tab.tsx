'use client'

import { useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { useMemo } from 'react'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import { EmptyState, Skeleton } from '@/components/ui/page-state.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import { agentsQuery, type SessionDetail } from '@/wire/queries.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { InspectorSection } from './inspector-section.tsx'
import { type CostPoint, type ModelUsage, usageFigures } from './usage-figures.ts'

const size = { width: 360, height: 96 }
/** Room after the last step, in which what it came to is seen. */
const after = 20

const stepPath = (costs: readonly CostPoint[]): string => {
  const first = costs[0]?.ts ?? 0
  const length = Math.max(1, (costs.at(-1)?.ts ?? 0) - first)
  const highest = costs.at(-1)?.costUsd || 1
  const x = (ts: number) => ((ts - first) / length) * (size.width - after)
  const y = (cost: number) => size.height - 4 - (cost / highest) * (size.height - 12)
  const steps = costs.map(({ ts, costUsd }) => `H${x(ts).toFixed(1)}V${y(costUsd).toFixed(1)}`)
  return `M0 ${size.height - 4}${steps.join('')}H${size.width}`
}

function CostOverTime({ costs }: { costs: readonly CostPoint[] }) {
  const path = useMemo(() => stepPath(costs), [costs])
  const [first, last] = [costs[0], costs.at(-1)]
  if (!first || !last) return null
  return (
    <figure aria-label={`Cost over time, ${formatCost(last.costUsd)} in all`}>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" className="w-full">
        <path d={`${path}V${size.height - 4}H0Z`} className="fill-accent-soft" />
        <path d={path} className="fill-none stroke-accent" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="flex justify-between text-subtle-foreground text-xs tabular-nums">
        <span>{formatMoment(new Date(first.ts).toISOString())}</span>
        <span className="font-medium text-foreground">{formatCost(last.costUsd)}</span>
      </figcaption>
    </figure>
  )
}

/** Share of the context window from which on it is compacted by itself. */
const compactedFrom = 0.8

function ContextGauge({ tokens, window }: { tokens: number; window: number }) {
  const share = Math.min(1, tokens / window)
  const tone = share >= compactedFrom ? 'bg-warning' : 'bg-accent'
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> cannot show where it is compacted */}
      <div
        role="meter"
        aria-label="Context window"
        aria-valuemin={0}
        aria-valuemax={window}
        aria-valuenow={Math.min(tokens, window)}
        className="relative h-2 overflow-hidden rounded-full bg-muted"
      >
        <div className={`h-full rounded-full ${tone}`} style={{ width: `${share * 100}%` }} />
        <div className="absolute inset-y-0 w-px bg-border-strong" style={{ left: `${compactedFrom * 100}%` }} />
      </div>
      <p className="mt-1.5 text-muted-foreground text-xs tabular-nums">
        {formatShort(tokens)} of {formatShort(window)} tokens ({Math.round(share * 100)} %). Compacted by itself from{' '}
        {compactedFrom * 100} % on.
      </p>
    </div>
  )
}

const modelColumns: readonly [DataColumn<ModelUsage>, ...DataColumn<ModelUsage>[]] = [
  {
    title: 'Model',
    cell: ({ model }) => (
      <span className="font-mono" title={model}>
        {model}
      </span>
    ),
  },
  { title: 'Calls', width: 'w-10', numeric: true, cell: ({ calls }) => formatCount(calls) },
  { title: 'In', width: 'w-12', numeric: true, cell: ({ inputTokens }) => formatShort(inputTokens) },
  { title: 'Cached', width: 'w-14', numeric: true, cell: ({ cacheReadTokens }) => formatShort(cacheReadTokens) },
  { title: 'Out', width: 'w-12', numeric: true, cell: ({ outputTokens }) => formatShort(outputTokens) },
  { title: 'Cost', width: 'w-18', numeric: true, cell: ({ costUsd }) => formatCost(costUsd) },
]

/** What a session has spent: over time, by model, and how full the model's context is. */
export function UsageTab({ session, outline }: { session: SessionDetail; outline: SessionOutlineView }) {
  const { models, costs, contextTokens } = useMemo(() => usageFigures(outline.entries), [outline.entries])
  const { data: agents } = useQuery(agentsQuery)
  const setting = agents?.items.find((agent) => agent.id === session.agentId)?.settings.contextWindow
  const window = typeof setting === 'number' ? setting : null
  if (outline.phase === 'loading') return <Skeleton className="m-4 h-40" />
  if (models.length === 0) {
    return (
      <EmptyState icon={<Coins aria-hidden />} title="Nothing was spent yet">
        Tokens and cost appear with the first call of a model.
      </EmptyState>
    )
  }
  return (
    <>
      <InspectorSection title="Cost over time">
        <CostOverTime costs={costs} />
      </InspectorSection>
      {window !== null && contextTokens !== null && (
        <InspectorSection title="Context">
          <ContextGauge tokens={contextTokens} window={window} />
        </InspectorSection>
      )}
      <InspectorSection title="By model">
        <div className="-mx-4">
          <DataTable narrow title="Usage by model" columns={modelColumns} rows={models} rowKey={({ model }) => model} />
        </div>
      </InspectorSection>
      {session.inheritedUsage.costUsd > 0 && (
        <p className="px-4 py-3 text-muted-foreground text-xs">
          {formatCost(session.inheritedUsage.costUsd)} were spent before this session was forked off; they count where
          they were spent, and the curve above begins with them.
        </p>
      )}
    </>
  )
}
