'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { later } from '@/components/ui/later.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { keys } from '@/wire/query-keys.ts'
import { seriesColor } from './series-color.ts'
import { type UsageDays, usageDays } from './usage-days.ts'
import { usageByDayQuery } from './usage-queries.ts'
import type { Measure, Split } from './use-usage-view.ts'

const UsageChart = later(() => import('./usage-chart.tsx').then((module) => module.UsageChart), {
  missing: 'here',
  Waiting: () => <Skeleton className="h-full" />,
})

function Legend({ series }: { series: UsageDays['series'] }) {
  return (
    <ul aria-label="Parts of the bars" className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-xs">
      {series.map(({ key, label }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <span className="size-2 rounded-sm" style={{ background: seriesColor(index) }} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  )
}

interface Props {
  from: string
  days: number
  measure: Measure
  by: Split
  onMeasure: (measure: Measure) => void
  onSplit: (by: Split) => void
}

function Chart({ from, days, measure, by }: Props) {
  const queries = useQueryClient()
  const { data, error, isPending } = useQuery(usageByDayQuery(from, by))
  if (isPending) {
    return (
      <Loading label="Loading usage" className="h-64">
        <Skeleton className="h-full" />
      </Loading>
    )
  }
  if (!data)
    return <ErrorState error={error} onRetry={() => void queries.invalidateQueries({ queryKey: keys.usage })} />
  const chart = usageDays(data.items, { measure, from, days })
  if (chart.series.length === 0) {
    return (
      <EmptyState
        icon={<ChartColumn aria-hidden />}
        title={measure === 'cost' ? 'No cost in these days' : 'No tokens in these days'}
      >
        {measure === 'cost' && data.total.calls > 0
          ? 'Models were called, but neither the runner nor the agent’s price table said what that costs.'
          : 'Usage appears with the first call of a model.'}
      </EmptyState>
    )
  }
  return (
    <>
      <div className="h-64">
        <UsageChart days={chart} measure={measure} />
      </div>
      <Legend series={chart.series} />
    </>
  )
}

/** Cost or tokens by day, divided by agent or model. The tables below have the same numbers for those who cannot see it. */
export function UsageOverTime(props: Props) {
  const { measure, by, onMeasure, onSplit } = props
  return (
    <section aria-labelledby="over-time" className="rounded-lg border bg-raised p-4">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 id="over-time" className="min-w-32 flex-1 font-semibold max-sm:basis-full">
          Over time
        </h2>
        <Segmented
          label="Measure"
          value={measure}
          onChange={onMeasure}
          options={[
            { value: 'cost', label: 'Cost' },
            { value: 'tokens', label: 'Tokens' },
          ]}
        />
        <Segmented
          label="Divide by"
          value={by}
          onChange={onSplit}
          options={[
            { value: 'agent', label: 'By agent' },
            { value: 'model', label: 'By model' },
          ]}
        />
      </div>
      <Chart {...props} />
    </section>
  )
}
