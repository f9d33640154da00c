'use client'

import type { RunOutcomes, UsageReport } from '@sojourn/contract/usage-report'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card, CardNote } from '@/components/ui/card.tsx'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { formatCost, formatCount, formatShort } from '@/format/number.ts'
import { messageOf } from '@/wire/error-message.ts'
import { failureShare, formatShare } from './share.ts'
import { outcomesQuery, summaryQuery, usageByQuery } from './usage-queries.ts'

type Item = UsageReport['items'][number]

type Column = DataColumn<Item>

const topSessions = 10
const keyOf = ({ key }: Item): string => key

const counts: readonly Column[] = [
  { title: 'Calls', numeric: true, width: 'w-16', cell: ({ calls }) => formatCount(calls) },
  { title: 'In', numeric: true, width: 'w-16', cell: ({ inputTokens }) => formatShort(inputTokens) },
  { title: 'Out', numeric: true, width: 'w-16', cell: ({ outputTokens }) => formatShort(outputTokens) },
  {
    title: 'Cost',
    numeric: true,
    width: 'w-20',
    cell: ({ costUsd }) => <span className="text-foreground">{formatCost(costUsd)}</span>,
  },
]

function Report({
  from,
  groupBy,
  table,
}: {
  from: string
  groupBy: 'agent' | 'model' | 'session'
  table: (report: UsageReport) => ReactNode
}) {
  const { data, error, isPending } = useQuery(usageByQuery(from, groupBy))
  if (isPending) return <Skeleton className="m-4 h-20" />
  if (!data) return <CardNote>{messageOf(error).title}. It is asked for again.</CardNote>
  if (data.items.length === 0) return <CardNote>Nothing in these days.</CardNote>
  return table(data)
}

const failures = (outcomes: RunOutcomes | undefined): Column => ({
  title: 'Failed',
  numeric: true,
  width: 'w-16',
  cell: ({ key }) => {
    const found = outcomes?.items.find(({ agentId }) => agentId === key)
    if (!found) return '–'
    const share = failureShare(found)
    return <span className={share >= 0.1 ? 'text-danger-text' : ''}>{formatShare(share)}</span>
  },
})

export function AgentUsage({ from }: { from: string }) {
  const { data: outcomes } = useQuery(outcomesQuery(from))
  const first: Column = {
    title: 'Agent',
    cell: ({ key }) => (
      <Link href={`/?agentId=${encodeURIComponent(key)}`} className="hover:underline">
        {key}
      </Link>
    ),
  }
  return (
    <Card title="Agents">
      <Report
        from={from}
        groupBy="agent"
        table={({ items }) => (
          <DataTable
            title="Usage by agent"
            columns={[first, failures(outcomes), ...counts.slice(1)]}
            rows={items}
            rowKey={keyOf}
          />
        )}
      />
    </Card>
  )
}

export function ModelUsage({ from }: { from: string }) {
  const first: Column = {
    title: 'Model',
    cell: ({ key }) => key || <span className="text-muted-foreground">not said</span>,
  }
  return (
    <Card title="Models">
      <Report
        from={from}
        groupBy="model"
        table={({ items }) => (
          <DataTable title="Usage by model" columns={[first, ...counts]} rows={items} rowKey={keyOf} />
        )}
      />
    </Card>
  )
}

/** What was spent stays in the report, also when the session is gone. */
function SessionName({ sessionId }: { sessionId: string }) {
  const { data } = useQuery(summaryQuery(sessionId))
  if (data === undefined) return <Skeleton className="h-3 w-40" />
  if (data === null) return <span className="text-muted-foreground">Deleted session …{sessionId.slice(-8)}</span>
  return (
    <Link href={`/session?id=${encodeURIComponent(sessionId)}`} className="hover:underline">
      {data.title ?? 'Untitled'}
    </Link>
  )
}

export function SessionUsage({ from }: { from: string }) {
  const first: Column = { title: 'Session', cell: ({ key }) => <SessionName sessionId={key} /> }
  return (
    <Card title="Sessions that cost most">
      <Report
        from={from}
        groupBy="session"
        table={({ items }) => (
          <DataTable
            title="Usage by session"
            columns={[first, ...counts]}
            rows={items.slice(0, topSessions)}
            rowKey={keyOf}
          />
        )}
      />
    </Card>
  )
}
