'use client'

import { Segmented } from '@/components/ui/segmented.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useNow } from '@/format/use-now.ts'
import { firstDay } from './usage-days.ts'
import { UsageFigures } from './usage-figures.tsx'
import { UsageOverTime } from './usage-over-time.tsx'
import { AgentUsage, ModelUsage, SessionUsage } from './usage-tables.tsx'
import { periods, useUsageView } from './use-usage-view.ts'

export function UsagePage() {
  const { days, show, by, change } = useUsageView()
  const from = firstDay(Number(days), useNow('slow'))
  return (
    <>
      <PageTitle title="Usage" />
      <PageHeader title="Usage">
        <Segmented
          label="Period"
          value={days}
          onChange={(value) => change({ days: value })}
          options={periods.map((value) => ({ value, label: `${value} days` }))}
        />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-4 md:py-6">
          <UsageFigures from={from} />
          <UsageOverTime
            from={from}
            days={Number(days)}
            measure={show}
            by={by}
            onMeasure={(value) => change({ show: value })}
            onSplit={(value) => change({ by: value })}
          />
          <div className="grid gap-4 lg:grid-cols-2">
            <AgentUsage from={from} />
            <ModelUsage from={from} />
          </div>
          <SessionUsage from={from} />
          <p className="text-subtle-foreground text-xs">
            Days are UTC. A fork’s past counts for its source, and what deleted sessions spent still counts; runs are
            those of sessions that are still there.
          </p>
        </div>
      </div>
    </>
  )
}
