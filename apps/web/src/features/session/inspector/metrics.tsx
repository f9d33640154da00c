'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { Elapsed } from '@/components/ui/time.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { formatDuration } from '@/format/time.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { metricsQuery, usageQuery } from '@/wire/queries.ts'
import { InspectorSection } from './inspector-section.tsx'

function Figure({ label, value, note }: { label: string; value: ReactNode; note?: string | false }) {
  return (
    <div>
      <dt className="text-muted-foreground text-xs">{label}</dt>
      <dd className="font-medium tabular-nums">
        {value}
        {note && <span className="ml-1 font-normal text-subtle-foreground text-xs">{note}</span>}
      </dd>
    </div>
  )
}

/** For requests that were answered, and for the one that is open, as it goes on. */
function WaitedForPeople({ session, answeredMs }: { session: SessionDetail; answeredMs: number }) {
  const { blocked } = session
  if (blocked?.reason !== 'permission') return formatDuration(answeredMs)
  return <Elapsed since={Date.parse(blocked.since) - answeredMs} />
}

/** Times, runs, tools and cost in figures. */
export function Metrics({ session }: { session: SessionDetail }) {
  const { data: metrics } = useQuery(metricsQuery(session.id))
  const { data: usage } = useQuery(usageQuery(session.id))
  if (!metrics) {
    return (
      <InspectorSection title="Figures">
        <Skeleton className="h-28" />
      </InspectorSection>
    )
  }
  const { runs } = metrics
  const ended = runs.completed + runs.failed + runs.cancelled + runs.timed_out
  const badly = runs.failed + runs.timed_out
  const inherited = usage?.inheritedUsage.costUsd ?? 0
  const family = usage && usage.withChildren.costUsd > usage.usage.costUsd + inherited ? usage.withChildren.costUsd : 0
  return (
    <InspectorSection title="Figures">
      <dl className="grid grid-cols-3 gap-x-4 gap-y-2.5">
        <Figure label="Active" value={formatDuration(metrics.activeMs)} />
        <Figure
          label="Waited for people"
          value={<WaitedForPeople session={session} answeredMs={metrics.permissionWaitMs} />}
        />
        <Figure label="Idle" value={formatDuration(metrics.idleMs)} />
        <Figure label="Runs" value={formatCount(ended)} note={badly > 0 && `${badly} failed`} />
        <Figure label="Cancelled" value={formatCount(runs.cancelled)} />
        <Figure
          label="Tool calls"
          value={formatCount(metrics.toolCalls)}
          note={metrics.toolFailures > 0 && `${metrics.toolFailures} failed`}
        />
        <Figure
          label="Tokens in"
          value={formatShort(session.usage.inputTokens)}
          note={session.usage.cacheReadTokens > 0 && `${formatShort(session.usage.cacheReadTokens)} cached`}
        />
        <Figure label="Tokens out" value={formatShort(session.usage.outputTokens)} />
        <Figure
          label="Cost"
          value={formatCost(session.usage.costUsd)}
          note={family > 0 && `${formatCost(family)} with forks`}
        />
      </dl>
    </InspectorSection>
  )
}
